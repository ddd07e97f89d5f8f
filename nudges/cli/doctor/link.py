"""Does a link that people get open? Followed through the public address, whatever proxies are between."""

import re
from urllib.parse import urljoin, urlsplit

from nudges.cli.doctor.checks import Check
from nudges.flow.links import Links
from nudges.settings import Settings

#: A person who does not exist: their way out is a page like everybody's, and shows nothing of anybody.
_NOBODY = "doctor"

_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_FIX = (
    "Start `nudges web`; the proxy must pass on every path as it is, that of PUBLIC_URL too (docs/deploy.md)."
)


def followed(settings: Settings, links: Links) -> Check:
    """A link must open without being sent elsewhere, and its styles must stand below the same address."""
    import requests

    link, public = links.unsubscribe(_NOBODY), settings.public_url
    try:
        page = requests.get(link, timeout=10)
        if page.status_code != 200 or page.url != link:
            return Check(
                "a link", False, f"a person's link leads to {_told(page.status_code, page.url)}", _FIX
            )
        styles = _STYLE.findall(page.text)
        for style in (urljoin(link, href) for href in styles):
            found = requests.get(style, timeout=10)
            is_css = "text/css" in found.headers.get("Content-Type", "")
            if not (style.startswith(f"{public}/") and found.status_code == 200 and is_css):
                return Check("a link", False, f"a page opens, but its style {style} does not", _FIX)
    except requests.RequestException as error:
        said = f"a person's link at {public} does not open ({type(error).__name__})"
        return Check("a link", False if settings.live else None, said, _FIX if settings.live else "")
    if not styles:
        return Check("a link", False, f"{public} shows a page that is not ours", _FIX)
    return Check("a link", True, f"a person's link at {public} opens, styles and all")


def countries(settings: Settings) -> Check | None:
    """Strangers must not run up the bill by inviting numbers all over the world."""
    open_to_all = settings.join == "on" and settings.live and not settings.join_countries
    if not open_to_all or not settings.twilio_from or settings.twilio_from.startswith("+"):
        return None
    said = "anybody may invite numbers of every country, since TWILIO_FROM belongs to none"
    return Check("join", False, said, "Set JOIN_COUNTRIES to the countries you write to, like US,CA.")


def _told(status: int, url: str) -> str:
    """The status, and whose it is if we were sent elsewhere; never the link itself."""
    return f"{status} at {urlsplit(url).scheme}://{urlsplit(url).netloc}"
