"""Parses `words.po`, the catalogue of one language. Strict: every mistake is an error with its line."""

import re
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from nudges.core.errors import NudgesError
from nudges.core.language import Language

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: The only lines allowed: a comment, a keyword with a text, or the continuation of a text.
_LINE = re.compile(r'(#.*|((msg(id|id_plural|ctxt|str|str\[\d\]) )?"([^"\\]|\\.)*")?)')


def parse_catalogue(text: str, path: str, code: str) -> Language:
    """Parse `text`, the catalogue of the language `code`, from the file `path`.

    Texts without a translation, or with one marked `fuzzy`, stay English. Raises NudgesError with file and
    line if it cannot be parsed, a plural form is missing, or a placeholder is not in the English text.
    """
    locale = Locale.parse(code, sep="-")
    lines = text.removeprefix("\ufeff").splitlines()
    for number, line in enumerate(lines, 1):  # Babel's parser would accept unbalanced quotes
        if not _LINE.fullmatch(line.strip()):
            raise _unread(path, number, line)
    try:
        catalog = read_po(lines, locale=locale, abort_invalid=True)
    except PoFileError as error:
        raise _unread(path, error.lineno + 1, error.line) from None
    _check(catalog, path)
    return Language(code, locale, _translations(catalog))


def _unread(path: str, number: int, line: str) -> NudgesError:
    why = "It is a gettext catalogue (.po): msgid and msgstr in turn, each with a text in double quotes."
    fix = f"Correct this line, or what belongs to it: {line.strip()[:60]}" if line else "Add its msgstr."
    return NudgesError(f"{path}:{number} cannot be read.", why, fix)


def _check(catalog: Catalog, path: str) -> None:
    for message in catalog:
        if why := _mistake(message, catalog):
            what = f"{path}:{message.lineno or 1} does not agree with its English."
            fix = "Use the placeholders of its msgid, write %% for a percent sign, and fill every msgstr[n]."
            raise NudgesError(what, why, fix)


def _mistake(message: Message, catalog: Catalog) -> str | None:
    """What is wrong with a translation: Babel's checks, and whether its placeholders can be filled in."""
    for error in message.check(catalog):
        return f"{str(error).rstrip('.')}."
    english = message.id if isinstance(message.id, str) else "".join(message.id)
    values = dict.fromkeys(_PLACEHOLDER.findall(english), "")
    texts = [message.string] if isinstance(message.string, str) else message.string or []
    if any(texts) and not all(texts):
        return "A number has a plural form that is not said."
    for said in texts:
        try:
            said % values
        except KeyError as error:
            return f"It has the placeholder {error}, and the English has not."
        except (ValueError, TypeError):
            return "It has a % that begins no placeholder."
    return None


def _translations(catalog: Catalog) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
