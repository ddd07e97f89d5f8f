"""Reads lists of people as spreadsheets save them: any encoding, any delimiter, line breaks within quotes."""

import codecs
import csv
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from nudges.core.errors import NudgesError

#: Encodings that spreadsheets write besides UTF-8 and UTF-16 with a mark, the commonest first.
_ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman", "utf_16_le", "utf_16_be"]

#: Bytes read at a time, and looked at when the encoding has to be guessed.
_CHUNK = 256 * 1024

#: A quote that is not closed would swallow the rest of the file: a record has so many lines at most.
_LINES = 20

_DELIMITERS = ",;\t|"

#: How a list may begin.
_HEADER = "name,phone,email,zone,plan,consent"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the number of its first line, and its cells or what is wrong with it."""

    line: int
    cells: Sequence[str] = field(repr=False)
    wrong: NudgesError | None = None


@dataclass(frozen=True, slots=True)
class PeopleCsv:
    """An open list: its column names as written, how it was read, and its records."""

    columns: Sequence[str]
    encoding: str
    records: Iterator[Record] = field(repr=False)


@contextmanager
def open_csv(path: Path) -> Iterator[PeopleCsv]:
    """Open a list of people. Raises NudgesError if it cannot be read or its header cannot."""
    try:
        encoding = _encoding(path)
        _check_all(path, encoding)
        with path.open(encoding=encoding, newline="") as stream:
            yield read_csv(stream, encoding)
    except OSError as error:
        raise NudgesError(
            f"{path} cannot be read.", f"{error.strerror}.", "Check the path, and that it is a CSV file."
        ) from None


def read_csv(lines: TextIO | Iterator[str], encoding: str = "utf-8") -> PeopleCsv:
    """The list in a stream of lines. Raises NudgesError if its header cannot be read."""
    feed = _Feed(lines)
    header = feed.peek().removeprefix("\ufeff")
    if header[:4].lower() == "sep=" and len(header.strip()) == 5:  # what Excel writes to name the delimiter
        delimiter = header[4]
        feed.skip()
    else:
        delimiter = max(_DELIMITERS, key=header.count)
    records = _records(feed, delimiter)
    first = next(records, None)
    if first is None:
        raise NudgesError(
            "The list is empty.",
            "Its first line names the columns, and each line below it is a person.",
            f"Begin with a line such as {_HEADER}.",
        )
    if first.wrong:
        raise first.wrong
    return PeopleCsv([name.strip().removeprefix("\ufeff") for name in first.cells], encoding, records)


class _Feed:
    """Lines for `csv.reader`, remembered since the last record so that they can be given again."""

    def __init__(self, lines: Iterator[str] | TextIO) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.line = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LINES:
            raise StopIteration
        line = self._again.pop(0) if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def peek(self) -> str:
        """The next line, which stays; empty at the end."""
        if not self._again:
            self._again += itertools.islice(self._lines, 1)
        return self._again[0] if self._again else ""

    def skip(self) -> None:
        """Leave out the next line."""
        next(self)
        self.done()

    def done(self, lines: int | None = None) -> None:
        """So many of the lines taken are dealt with, all unless said; the others come again."""
        count = len(self.taken) if lines is None else lines
        self._again = self.taken[count:] + self._again
        self.taken = []
        self.line += count


def _records(feed: _Feed, delimiter: str) -> Iterator[Record]:
    """Every record that says something. One that cannot be read costs its first line, and no other."""
    while True:
        line = feed.line
        try:
            cells = next(csv.reader(feed, delimiter=delimiter, strict=True), None)
        except csv.Error as error:
            feed.done(1)
            yield Record(line, (), _wrong(error))
            continue
        if cells is None:
            return
        feed.done()
        if any(cell.strip() for cell in cells):
            yield Record(line, [" ".join(cell.split()) for cell in cells])


def _wrong(error: csv.Error) -> NudgesError:
    if "limit" in str(error):
        what, why = "A cell is far too long.", f"Cells are limited to {csv.field_size_limit():,} characters."
    else:
        what, why = "The quotes do not match.", f"A cell in quotes ends with one, within {_LINES} lines."
    return NudgesError(what, why, 'Write "Lee, Ana", or leave the quotes out.')


def _encoding(path: Path) -> str:
    """UTF-8 if all of the file is; else what its mark says, or what its bytes look most like."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        first = file.read(_CHUNK)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        chunk = first
        try:
            while chunk:
                utf8.decode(chunk)
                if b"\0" in chunk:
                    break  # UTF-16 without a mark is UTF-8 with zeros between
                chunk = file.read(_CHUNK)
            else:
                utf8.decode(b"", final=True)
                return "utf-8-sig"
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes  # slow to import, and hardly ever needed

    matches = from_bytes(chunk or first, cp_isolation=_ENCODINGS)
    best = matches.best()
    if best is not None:
        # a short list looks like several; the first of them in our order is the commonest
        alike = [match.encoding for match in matches if match.chaos <= best.chaos]
        return min(alike, key=_ENCODINGS.index)
    raise _no_text(path)


def _check_all(path: Path, encoding: str) -> None:
    """Read all of it once, so that nothing is imported of a file that is cut off or breaks further on."""
    if encoding == "utf-8-sig":
        return  # all of it was read to find that out
    try:
        with path.open(encoding=encoding, newline="") as stream:
            while stream.read(_CHUNK):
                pass
    except UnicodeError:
        raise _no_text(path) from None


def _no_text(path: Path) -> NudgesError:
    return NudgesError(
        f"{path} is not a text file that can be read.",
        "It is neither UTF-8 nor UTF-16, and looks like no other encoding: names would arrive garbled.",
        "Save it as CSV UTF-8 and import again.",
    )
