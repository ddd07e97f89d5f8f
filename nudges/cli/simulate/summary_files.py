"""Writes weekly summaries as files: the text, and the page for a browser."""

from pathlib import Path

from nudges.flow.simulation.transcript import Letter


def keep(folder: Path, letter: Letter, people: int) -> None:
    """Write one summary: DATE.txt with its subject as first line, and DATE.html.

    With several people, each gets their own folder.
    """
    into = folder / f"person-{letter.person}" if people > 1 else folder
    into.mkdir(parents=True, exist_ok=True)
    message = letter.message
    (into / f"{letter.day}.txt").write_text(f"Subject: {message.subject}\n\n{message.text}", encoding="utf-8")
    (into / f"{letter.day}.html").write_text(message.html, encoding="utf-8")
