"""A form of a page as a browser would post it, untouched."""

import re
from html import unescape


def filled(html: str, tag: str = "<form") -> dict[str, str]:
    """The fields of the first form, or of that whose tag has these words, with what they hold."""
    [form, *_] = [one for one in re.findall(r"<form.*?</form>", html, re.DOTALL) if tag in one]
    found: dict[str, str] = {}
    for one in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', one))
        if said.get("type") in ("checkbox", "radio") and " checked" not in one:
            continue
        found[said["name"]] = unescape(said.get("value", "on"))
    for name, options in re.findall(
        r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        [(value, shown), *_] = re.findall(r"<option([^>]*) selected>([^<]*)", options) or re.findall(
            r"<option([^>]*)>([^<]*)", options
        )
        given = re.search(r'value="([^"]*)"', value)
        found[name] = unescape(given[1] if given else shown)
    return found
