"""Renders practices and templates into the texts and mails that people read."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    select_autoescape,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from nudges.core.errors import NudgesError
from nudges.core.guide.practice import Practice
from nudges.core.language import ENGLISH, Language
from nudges.core.render.mjml import to_html
from nudges.core.render.sms_segments import plain
from nudges.core.vocabulary import Expects


@dataclass(frozen=True, slots=True)
class Mail:
    """The rendered parts of one email."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class _Compiled(BytecodeCache):
    """What each template was compiled to, by its name and its text. All languages share it: their words are
    looked up when a template is rendered."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def environment(loader: BaseLoader, language: Language = ENGLISH) -> Environment:
    """The Jinja environment for `language`. Templates are in English and mark what is to be translated.

    `loader` is rooted at `templates/`. A missing value is an error. Every template can use `lang`.
    """
    env = Environment(
        loader=loader,
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=select_autoescape(("mjml", "html"), default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # otherwise the file is checked for every message
    )
    env.policies["ext.i18n.trimmed"] = True  # line breaks in a template are spaces in the catalogue
    # this method is added by the i18n extension
    env.install_gettext_translations(language.catalogue, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = env.globals["gettext"]  # the extension's own `_` looks gettext up for every text
    env.globals["lang"] = language.code
    env.filters["emphasised"] = emphasised
    return env


#: Words between two asterisks, as guides are written; the text part of a mail leaves the asterisks.
_STARRED = re.compile(r"\*(?=[^\s*])([^*]+)(?<!\s)\*")


def emphasised(text: str) -> Markup:
    """A text as HTML in which *these words* are set in italics."""
    return Markup(_STARRED.sub(r"<em>\1</em>", str(escape(text))))  # noqa: S704  # escaped first


def render_text(env: Environment, name: str, **values: object) -> str:
    """Render one template, named relative to `templates/` (`sms/help.txt`).

    Raises NudgesError if it is missing, is invalid, or uses a value it is not given; with the line if known.
    """
    try:
        text = env.get_template(name).render(**values).strip()
    except TemplateNotFound as error:
        raise NudgesError(
            f"templates/{error.name} is missing.",
            f"templates/{name} cannot be rendered without it.",
            f"Restore templates/{error.name}.",
        ) from None
    except TemplateSyntaxError as error:
        raise NudgesError(
            f"templates/{error.name or name}:{error.lineno} cannot be read.",
            error.message or "The template is not valid Jinja.",
            "Correct this line.",
        ) from None
    except UndefinedError as error:
        raise NudgesError(
            f"{_place(name, error)} uses a value it is not given.",
            f"{error.message}.",
            f"Correct the name; the values here are {', '.join(sorted(values)) or 'none'}.",
        ) from None
    return plain(text) if name.startswith("sms/") else text


@lru_cache(maxsize=1_000)  # everybody who gets this practice gets the same text
def render_sms(env: Environment, programme: str, practice: Practice, expects: Expects) -> str:
    """The SMS of a practice: the programme's name, the prompt, and how to answer."""
    return render_text(env, "sms/nudge.txt", programme=programme, practice=practice, expects=expects)


def render_mail(env: Environment, name: str, **values: object) -> Mail:
    """Render a mail from NAME.txt, whose first line is `Subject: ...`, and NAME.mjml. `name`: `email/nudge`.

    The MJML template also gets `subject`. Raises NudgesError as `render_text` does, and if the subject or the
    MJML is not valid.
    """
    first, _, text = render_text(env, f"{name}.txt", **values).partition("\n")
    subject = " ".join(first.removeprefix("Subject:").split())
    if not first.startswith("Subject:") or not subject:
        raise NudgesError(
            f"templates/{name}.txt:1 gives no subject.",
            "The first line of a mail's text is its subject.",
            "Begin the file with a line `Subject: ...`.",
        )
    mjml = render_text(env, f"{name}.mjml", **{**values, "subject": subject})
    try:
        html = to_html(mjml)
    except OSError as error:
        raise NudgesError(
            f"templates/{name}.mjml is not valid MJML.",
            str(error).partition("\n")[0],
            "Check that each tag of this file and of email/frame.mjml is known and closed.",
        ) from None
    return Mail(subject, text.lstrip("\n") + "\n", html)


def as_document(html: str) -> str:
    """A mail's HTML for display in a frame: links open in a new window."""
    return html.replace("<head>", '<head><base target="_blank">', 1)


def _place(name: str, error: UndefinedError) -> str:
    """File and line of the innermost template frame in the traceback (Jinja maps them to template lines)."""
    place, trace = f"templates/{name}", error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            file = trace.tb_frame.f_code.co_filename
            place = f"{f'templates/{name}' if file == '<template>' else file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
