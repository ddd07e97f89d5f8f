"""From a practice and a template to the words a person reads."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import mrml
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    select_autoescape,
)

from nudges.core.errors import NudgesError
from nudges.core.guide.practice import Practice
from nudges.core.language import ENGLISH, Language
from nudges.core.render.sms_segments import plain
from nudges.core.vocabulary import Expects


@dataclass(frozen=True, slots=True)
class Inline:
    """An image carried inside a mail and named by `cid:`."""

    cid: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """The rendered parts of one email."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    inline: tuple[Inline, ...] = ()


def environment(loader: BaseLoader, language: Language = ENGLISH) -> Environment:
    """How templates are read, and said in `language`: they are English, and mark what is to be translated.

    `loader` is rooted at `templates/`; a missing value is an error, not blank. All know `lang`.
    """
    env = Environment(
        loader=loader,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=select_autoescape(("mjml", "html"), default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else the file is looked at for every message
    )
    env.policies["ext.i18n.trimmed"] = True  # a line break in a template is none in the catalogue
    # a method that the extension has added
    env.install_gettext_translations(language.catalogue, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = env.globals["gettext"]  # the extension's own looks that one up for every text
    env.globals["lang"] = language.code
    return env


def render_text(env: Environment, name: str, **values: object) -> str:
    """Render one template, named from `templates/` (`sms/help.txt`).

    Raises NudgesError with the template's line when it is missing, broken, or names a value it is not given.
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


@lru_cache(maxsize=1_000)  # the same words go to everybody who is given this practice
def render_sms(env: Environment, programme: str, practice: Practice, expects: Expects) -> str:
    """The SMS of one practice: who writes, the prompt, and how to answer."""
    return render_text(env, "sms/nudge.txt", programme=programme, practice=practice, expects=expects)


def render_mail(env: Environment, name: str, *, inline: tuple[Inline, ...] = (), **values: object) -> Mail:
    """A mail from NAME.txt, whose first line is `Subject: ...`, and NAME.mjml; `name` is like `email/nudge`.

    The MJML is also given `subject`. Raises NudgesError as `render_text` does, and when the subject or
    the MJML is not valid.
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
        # No `fonts`: by default it links web fonts, and a mail must load nothing from elsewhere.
        html = mrml.to_html(mjml, render_options=mrml.RenderOptions(fonts={})).content
    except OSError as error:
        raise NudgesError(
            f"templates/{name}.mjml is not valid MJML.",
            str(error).partition("\n")[0],
            "Check that each tag of this file and of email/frame.mjml is known and closed.",
        ) from None
    return Mail(subject, text.lstrip("\n") + "\n", html, inline)


def as_document(html: str, inline: Iterable[Inline]) -> str:
    """A mail's HTML to be shown in a frame: its images inside it, its links for a window of their own."""
    for image in inline:
        html = html.replace(f"cid:{image.cid}", f"data:{image.mime};base64,{b64encode(image.data).decode()}")
    return html.replace("<head>", '<head><base target="_blank">', 1)


def _place(name: str, error: UndefinedError) -> str:
    """File and line of the innermost template in the traceback, whose frames Jinja maps to template lines."""
    place, trace = f"templates/{name}", error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            file = trace.tb_frame.f_code.co_filename
            place = f"{f'templates/{name}' if file == '<template>' else file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
