"""Reads `words.po`, the catalogue of one language: strictly, and each mistake by its line."""

import re
from gettext import GNUTranslations, NullTranslations
from io import BytesIO, StringIO

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from nudges.core.errors import NudgesError
from nudges.core.language import Language

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_LIKE = "It is a gettext catalogue (.po), as templates/es/words.po shows."


def parse_catalogue(text: str, path: str, code: str) -> Language:
    """The language `code` with the words of its catalogue, the text of the file `path`.

    What has no translation, or one marked `fuzzy`, is said in English. Raises NudgesError with file and line
    for a catalogue that cannot be read, a plural form too few, or a placeholder that the English has not.
    """
    locale = Locale.parse(code, sep="-")
    try:
        catalog = read_po(StringIO(text), locale=locale, abort_invalid=True)
    except PoFileError as error:
        line = text.split("\n")[error.lineno - 1 : error.lineno]
        what = f"{path}:{error.lineno} cannot be read."
        raise NudgesError(what, _LIKE, f"Correct this line: {''.join(line).strip()[:60]}") from None
    except (ValueError, IndexError, UnicodeDecodeError) as error:  # what Babel's parser lets through
        what = f"{path}:1 cannot be read."
        raise NudgesError(what, _LIKE, f"Correct the head or a quote of the file: {error}.") from None
    _check(catalog, path)
    return Language(code, locale, _translations(catalog))


def _check(catalog: Catalog, path: str) -> None:
    for message in catalog:
        if why := _mistake(message, catalog):
            what = f"{path}:{message.lineno or 1} does not agree with its English."
            fix = "Use the placeholders of its msgid, write %% for a percent sign, and fill every msgstr[n]."
            raise NudgesError(what, why, fix)


def _mistake(message: Message, catalog: Catalog) -> str | None:
    """What is wrong with a translation: gettext's own checks, and that it can be said at all."""
    for error in message.check(catalog):
        return f"{str(error).rstrip('.')}."
    english = message.id if isinstance(message.id, str) else "".join(message.id)
    values = dict.fromkeys(_PLACEHOLDER.findall(english), "")
    texts = [message.string] if isinstance(message.string, str) else message.string or []
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
