"""The text of a mail that came as HTML: a line a block, and ">" where something is quoted.

Read as browsers read it (the HTML standard, by lexbor), since anybody may send anything: it never raises.
The tree is only walked, never changed: a node that was taken out must not be touched again.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Characters of HTML that are looked at: a reply stands above what it quotes, below the looks of Outlook.
LONGEST = 200_000

#: Tags that are looked at: as many within each other take a quarter of a second, five times as many ten.
_TAGS = 10_000

_BLOCKS = frozenset(
    (
        *("p", "div", "tr", "li", "ul", "ol", "dl", "dt", "dd", "table", "hr", "pre", "center", "section"),
        *("article", "h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
_SILENT = frozenset(("style", "script", "title", "template", "textarea", "select", "object"))
_BLANKS = re.compile(r"\s+")


def text_of(html: str) -> str:
    """The text of this HTML, without what stands in a blockquote. Never raises."""
    html = "<".join(html[:LONGEST].split("<", _TAGS)[:_TAGS])
    said: list[str] = []
    silent = quoted = 0
    for node, enters in _walk(LexborHTMLParser(html.encode("utf-8", "replace"))):
        tag = node.tag or ""
        silent += (1 if enters else -1) if tag in _SILENT else 0
        if silent:
            continue
        if tag == "blockquote":
            quoted += 1 if enters else -1
            said.append("\n>\n" if enters else "\n")
        elif (tag == "br" and enters) or (
            tag in _BLOCKS and not "".join(said[-2:]).rstrip(" ").endswith("\n")
        ):
            said.append("\n")
        elif enters and not quoted and tag == "-text":
            said.append(_BLANKS.sub(" ", node.text_content or ""))
    return "".join(said)


def _walk(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, bool]]:
    """Every node as it is entered and left, in order."""
    node = tree.root
    enters = True
    while node is not None:
        yield node, enters
        if enters and (child := node.child) is not None:
            node = child
        elif enters:
            enters = False
        elif (after := node.next) is not None:
            node, enters = after, True
        else:
            node = node.parent
