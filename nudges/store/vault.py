"""People's words at rest: sealed with a data key of their own, which is sealed with the service's key.

Deleting a person's data key makes every word of theirs unreadable. Numbers and addresses are found
again through a keyed hash, never by their text.
"""

import base64
import binascii
import contextlib
import hmac
import os
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nudges.core.errors import NudgesError
from nudges.core.person.renumbered import current_number
from nudges.store.private import make_folder

#: Bytes before what is sealed: a random nonce (NIST SP 800-38D, 8.2.2). A key is one person's, so its few
#: thousand words never come near the 2**32 after which nonces may meet.
_NONCE = 12


class Box:
    """Seals and opens one person's words: AES-256-GCM, in base64, a seventh of the time that Fernet takes.

    Raises ValueError for a key that is not 32 bytes of URL-safe base64.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(base64.urlsafe_b64decode(key))

    def seal(self, words: str | None) -> bytes | None:
        """None stays None."""
        if words is None:
            return None
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, words.encode(), None)
        return binascii.b2a_base64(sealed, newline=False)

    def open(self, sealed: bytes | None) -> str | None:
        """None stays None. Raises cryptography's InvalidToken for bytes sealed by another box."""
        if sealed is None:
            return None
        try:
            raw = binascii.a2b_base64(sealed)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
        except (InvalidTag, ValueError):
            raise InvalidToken from None


class KeyFile:
    """The keys of a file, newest first, read again when it changes: a rotation needs no restart.

    Raises NudgesError if it holds no keys at first; what it holds later counts only if it can be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state = self._seen()
        self._keys = self._read()

    def encrypt(self, data: bytes) -> bytes:
        """Sealed with the newest key."""
        return self._current().encrypt(data)

    def decrypt(self, token: bytes) -> bytes:
        """Opened with whichever key fits. Raises cryptography's InvalidToken if none does."""
        return self._current().decrypt(token)

    def _current(self) -> MultiFernet:
        with contextlib.suppress(OSError, NudgesError):
            state = self._seen()
            if state != self._state:
                self._keys, self._state = self._read(), state
        return self._keys

    def _seen(self) -> tuple[int, int, int]:
        stat = self._path.stat()
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def _read(self) -> MultiFernet:
        return parse_keys(self._path.read_text(encoding="ascii", errors="replace"))


#: Keys as the environment gives them, or a file.
Keys = MultiFernet | KeyFile


class Vault:
    """The service's keys (newest first) and the lookup key they guard."""

    def __init__(self, keys: Keys, lookup_key: bytes) -> None:
        self._keys = keys
        self._lookup_key = lookup_key
        self._box = lru_cache(maxsize=10_000)(lambda sealed: Box(keys.decrypt(sealed)))

    def new_box(self) -> tuple[bytes, Box]:
        """A fresh data key for one person, sealed, and the box it opens."""
        key = Fernet.generate_key()
        return self._keys.encrypt(key), Box(key)

    def box(self, data_key: bytes) -> Box:
        """The box a sealed data key opens."""
        return self._box(bytes(data_key))

    def seal(self, words: str) -> bytes:
        """Words of somebody we do not know, for the moment until they are dealt with."""
        return self._keys.encrypt(words.encode())

    def open(self, sealed: bytes) -> str:
        """Raises cryptography's InvalidToken for what another service's key has sealed."""
        return self._keys.decrypt(bytes(sealed)).decode()

    def link_key(self, generation: int = 0) -> bytes:
        """The key that signs links in messages, after so many rotations of it."""
        return hmac.digest(self._lookup_key, b"links %d" % generation if generation else b"links", "sha256")

    def lookup(self, address: str) -> str:
        """The keyed hash (HMAC-SHA-256) under which a number, in whichever form, or an address is found."""
        return hmac.digest(self._lookup_key, current_number(address.strip().lower()).encode(), "sha256").hex()

    def external_lookup(self, external_id: str) -> str:
        """The keyed hash under which somebody is found by what another system calls them, to the letter."""
        return hmac.digest(self._lookup_key, b"external id " + external_id.encode(), "sha256").hex()


def new_lookup_key(keys: Keys) -> str:
    """A fresh lookup key, sealed, to be kept in the database beside what it finds."""
    return keys.encrypt(os.urandom(32)).decode()


def open_vault(keys: Keys, sealed_lookup_key: str) -> Vault:
    """The vault of one database. Raises NudgesError if these keys are not the ones it was made with."""
    try:
        return Vault(keys, keys.decrypt(sealed_lookup_key.encode()))
    except InvalidToken:
        raise NudgesError(
            "The encryption key does not open this database.",
            "It was made with another key; a new key cannot read what is there.",
            "Put the old key back: NUDGES_KEY, or the file NUDGES_KEY_FILE names, from your backup.",
        ) from None


def parse_keys(text: str) -> MultiFernet:
    """Fernet keys, newest first, separated by commas or line ends. Raises NudgesError for anything else."""
    try:
        return MultiFernet([Fernet(key) for key in text.replace(",", " ").split()])
    except ValueError:
        raise NudgesError(
            "The encryption key is not readable.",
            "Each key is 44 characters of URL-safe base64, and at least one is needed.",
            "Copy NUDGES_KEY (or the key file) again from your backup, whole.",
        ) from None


def make_key_file(path: Path) -> str:
    """Make the key file of a first run, readable by its owner only, and return the key in it.

    It appears whole or not at all, and never over another: of two processes that start at once, both use
    the key of the first.
    """
    make_folder(path.parent)
    draft = _draft(path, [Fernet.generate_key().decode()])
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
    return path.read_text(encoding="ascii").strip()


def write_key_file(path: Path, keys: Sequence[str]) -> None:
    """Write a key file anew, newest first, one a line: it holds the old keys or these, never half."""
    os.replace(_draft(path, keys), path)


def _draft(path: Path, keys: Sequence[str]) -> str:
    """A file beside `path` with these keys, safely on the disk. Leaves nothing if there is no room for it."""
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600, its owner's only
    try:
        with open(descriptor, "w", encoding="ascii") as file:
            file.write("\n".join(keys) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(draft)
        raise
    return draft
