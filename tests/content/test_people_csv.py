"""Lists of people as spreadsheets save them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.content.people_csv import open_csv, read_csv
from nudges.core.errors import NudgesError
from tests.folders import SHARED

HEADER = "Name,Phone,Zone\n"
ROWS = [["Ana Lee", "+34600000000", "Europe/Madrid"], ["José Ñandú", "+34600000001", "Europe/Madrid"]]


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    with open_csv(path) as listed:
        return list(listed.columns), [list(record.cells) for record in listed.records if not record.wrong]


def written(delimiter: str = ",", ends: str = "\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=ends).writerows([HEADER.strip().split(","), *ROWS])
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(tmp_path: Path, encoding: str, delimiter: str, ends: str) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(written(delimiter, ends).encode(encoding))
    assert read(file) == (["Name", "Phone", "Zone"], ROWS)


def test_utf_16_without_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(written("\t").encode("utf-16-le"))
    assert read(file)[1] == ROWS


def test_excels_line_that_names_the_delimiter(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    for line in ("sep=;", "SEP=;", "sep=; "):
        file.write_text(f"{line}\n{written(';')}", encoding="utf-8-sig")
        assert read(file) == (["Name", "Phone", "Zone"], ROWS)


@pytest.mark.parametrize("column", ["Phone", "sep=;x"])
def test_a_column_alone_is_no_such_line(tmp_path: Path, column: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"{column}\n+34600000000\n", encoding="utf-8")
    assert read(file)[0][0] == column.partition(";")[0]


def test_a_line_break_within_quotes_is_a_blank_and_lines_are_still_counted() -> None:
    listed = read_csv(iter(["name,phone\n", '"Ana\n', 'Lee",1\n', "\n", "Bob,2\n"]))
    assert [(record.line, list(record.cells)) for record in listed.records] == [
        (2, ["Ana Lee", "1"]),
        (5, ["Bob", "2"]),
    ]


def test_a_quote_that_is_not_closed_costs_its_line_and_no_other() -> None:
    listed = read_csv(iter(["name,phone\n", '"Ana,1\n', *(f"B{n},2\n" for n in range(50))]))
    records = list(listed.records)
    assert [record.line for record in records if record.wrong] == [2]
    assert len(records) == 51


@pytest.mark.parametrize(("lines", "read"), [(20, True), (21, False)])
def test_a_record_in_quotes_has_twenty_lines_at_most(lines: int, read: bool) -> None:
    listed = read_csv(iter(["name,phone\n", '"Ana\n', *["of\n"] * (lines - 2), 'Lee",1\n', "Bob,2\n"]))
    records = list(listed.records)
    assert (records[0].wrong is None) is read
    assert (records[-1].line, list(records[-1].cells)) == (2 + lines, ["Bob", "2"])


@pytest.mark.parametrize(
    ("encoding", "plain", "name"), [("cp1252", 0, "José"), ("cp1251", 11_500, "Иван Петров")]
)
def test_an_encoding_that_only_the_end_shows_is_seen(
    tmp_path: Path, encoding: str, plain: int, name: str
) -> None:
    """The last letter of all, or the lines after the first 256 KiB."""
    file = tmp_path / "people.csv"
    lines = ["Rafael,2,Europe/Madrid\n"] * plain + [f"Zoe,1,{name}\n"] * (200 if plain else 1)
    file.write_bytes(f"{HEADER}{''.join(lines).rstrip()}".encode(encoding))
    assert read(file)[1][-1] == ["Zoe", "1", name]


def test_what_is_no_text_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)
    with pytest.raises(NudgesError, match="is not a text file"):
        read(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NudgesError, match="cannot be read"):
        read(tmp_path / "nothing.csv")


@given(st.lists(st.text('ab",;\n\r \t', max_size=20), max_size=20))
def test_every_line_is_read_or_named_and_none_is_lost(lines: list[str]) -> None:
    text = io.StringIO("name,phone\n" + "".join(lines), newline="")
    records = list(read_csv(text).records)
    assert [record.line for record in records] == sorted({record.line for record in records})


def test_the_ordinary_files_of_the_cases() -> None:
    """The cases beside the repository, where they are there."""
    assert (SHARED / "cases").exists() or not SHARED.exists()
    for name in ("csv-header-case", "csv-quoted-newline", "csv-tab", "csv-trailing-empty-column"):
        file = SHARED / "cases" / f"{name}.csv"
        if file.exists():
            _, rows = read(file)
            assert [row[1] for row in rows] == ["+34600000000"], name


@pytest.mark.parametrize(
    "bytes_",
    [
        b"\xff\xfe\x00",
        written().encode("utf-16")[:-1],
        (written() + "Zoë,1,2\n" * 40_000).encode("cp1252") + b"\x81\x8d\n",
    ],
    ids=["half a letter", "cut off", "broken far down"],
)
def test_a_file_that_breaks_anywhere_is_refused_before_anything_is_read(
    tmp_path: Path, bytes_: bytes
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(bytes_)
    with pytest.raises(NudgesError) as caught, open_csv(file):
        raise AssertionError("it was opened")
    assert "is not a text file that can be read." in caught.value.what


@pytest.mark.parametrize("text", ["", "\n \n", ",,,\n"])
def test_a_list_without_a_line_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(NudgesError) as caught:
        read_csv(io.StringIO(text))
    assert caught.value.what == "The list is empty."
