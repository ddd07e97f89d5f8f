"""How many published mails are read as the projects that publish them read them.

`python -m tests.measure_mail FOLDER [--show]`; FOLDER holds clones of three parsers of replies:

    talon    https://github.com/mailgun/talon
    crisp    https://github.com/crisp-oss/email-reply-parser
    zapier   https://github.com/zapier/email-reply-parser

Counted are mails that are one reply in a language of templates/inbound/mail.yaml. What crisp and zapier
expect stands in tests/data/mail_fixtures.txt as lines of their fixtures; for talon it is read from its tests.
Nothing is known here of the mail that was answered, so it is the forms alone that are measured.
"""

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from nudges.core.mail.html_text import text_of
from nudges.core.mail.mime import read_raw
from nudges.core.mail.strip_quotes import own_words
from tests.folders import DATA
from tests.harness import MAIL_FORMS

WHERE = {"crisp": "test/fixtures/{}.txt", "zapier": "test/emails/{}.txt"}

#: Tests of talon that are no single reply in a language of ours: a limit of its own, a forwarded mail,
#: Vietnamese, a quote that is the whole mail, and what is said of its HTML rather than of the reply.
_NOT = {
    *("test_too_many_lines", "test_dont_parse_quotations_for_forwarded_messages", "test_preprocess"),
    *("test_vietnamese_from_block", "test_preprocess_postprocess_2_links", "test_gmail_forwarded_msg"),
    *("test_readable_html_empty", "test_gmail_quote_blockquote", "test_bad_html", "test_empty_body"),
    *("test_remove_namespaces", "test_CRLF", "test_reply_quotations_share_block"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A mail, the lines that are the reply, and those of a signature that may be kept or cut."""

    project: str
    name: str
    text: str = field(repr=False)
    reply: list[str] = field(repr=False)
    either: frozenset[str] = frozenset()

    def read_right(self) -> bool:
        """True if just the reply is left; how its lines are broken does not matter."""
        left = [line for line in _lines(own_words(self.text, MAIL_FORMS)) if line not in self.either]
        wanted = [line for line in self.reply if line not in self.either]
        return "".join("".join(left).split()) == "".join("".join(wanted).split())


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def by_lines(folder: Path) -> Iterator[Case]:
    """The fixtures of crisp and zapier."""
    for row in (DATA / "mail_fixtures.txt").read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        project, name, spans = row.split(" ", 2)
        text = (folder / project / WHERE[project].format(name)).read_text(encoding="utf-8")
        lines = text.split("\n")
        reply, either = ("\n".join(_span(lines, one)) for one in f"{spans}+".split("+")[:2])
        yield Case(project, name, text, _lines(reply), frozenset(_lines(either)))


def _span(lines: list[str], spans: str) -> Iterator[str]:
    for span in filter(None, spans.replace(" ", "").split(",")):
        first, _, last = span.partition("-")
        yield from lines[int(first) - 1 : int(last or first)]


def of_talon(folder: Path) -> Iterator[Case]:
    """What talon's tests give to it and expect; its quotations keep a signature, which another part cuts."""
    tests = folder / "talon" / "tests"
    for file, function in (("text", "extract_from_plain"), ("html", "extract_from_html")):
        tree = ast.parse((tests / f"{file}_quotations_test.py").read_text(encoding="utf-8"))
        for test in tree.body:
            if isinstance(test, ast.FunctionDef) and test.name not in _NOT:
                for n, (given, reply) in enumerate(_asserted(test, function)):
                    if function == "extract_from_html":
                        given, reply = text_of(given), unescape(re.sub("<[^>]*>", " ", reply))
                    yield Case("talon", f"{test.name}-{n}", given, _lines(reply))
    for mail in sorted((tests / "fixtures" / "standard_replies").glob("*.eml")):
        text, own = read_raw(mail.read_bytes()).text, mail.with_name(f"{mail.stem}_reply_text")
        kept = _lines(own.read_text(encoding="utf-8")) if own.exists() else ["Hello"]
        yield Case("talon", mail.name, text, kept[:1], frozenset(kept[1:]))
    for page in sorted((tests / "fixtures" / "html_replies").glob("*.html")):
        text = text_of(page.read_text(encoding="utf-8"))
        yield Case("talon", page.name, text, ["Hi. I am fine."], frozenset(["Thanks,", "Alex"]))


def _asserted(test: ast.FunctionDef, function: str) -> Iterator[tuple[str, str]]:
    """(mail, reply) of each `eq_(reply, quotations.FUNCTION(mail))` whose strings stand in the test."""
    known: dict[str, str] = {}
    for line in test.body:
        match line:
            case ast.Assign([ast.Name(name)], value) if (text := _string(value, known)) is not None:
                known[name] = text
            case ast.Expr(ast.Call(ast.Name("eq_"), [reply, got])):
                calls = [one for one in ast.walk(got) if isinstance(one, ast.Call)]
                for call in calls:
                    if isinstance(call.func, ast.Attribute) and call.func.attr == function:
                        mail, wanted = _string(call.args[0], known), _string(reply, known)
                        if mail is not None and wanted is not None:
                            yield mail, wanted


def _string(node: ast.expr, known: dict[str, str]) -> str | None:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.Name(name):
            return known.get(name)
        case ast.Call(ast.Attribute(attr="sub"), [_, text]):  # RE_WHITESPACE.sub('', reply)
            return _string(text, known)
    return None


def main() -> None:
    """Print, by project, how many are read right."""
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("folder", type=Path)
    args.add_argument("--show", action="store_true", help="also what was read otherwise")
    given = args.parse_args()
    right, every = Counter[str](), Counter[str]()
    for case in (*of_talon(given.folder), *by_lines(given.folder)):
        every[case.project] += 1
        if case.read_right():
            right[case.project] += 1
        elif given.show:
            sys.stdout.write(f"--- {case.project} {case.name}\n{own_words(case.text, MAIL_FORMS)}\n\n")
    for project in every:
        sys.stdout.write(f"{project:8}{right[project]:4} of {every[project]}\n")
    sys.stdout.write(
        f"{'all':8}{right.total():4} of {every.total()}  {100 * right.total() / every.total():.1f} %\n"
    )


if __name__ == "__main__":
    main()
