"""Writes weekly summaries as files: the text, the page for a browser, and its chart."""

from pathlib import Path

from nudges.flow.simulation.transcript import Letter


def keep(folder: Path, letter: Letter, people: int) -> None:
    """Write one summary: DATE.txt with its subject as first line, DATE.html, and images as DATE-NAME.png.

    With several people, each gets their own folder.
    """
    into = folder / f"person-{letter.person}" if people > 1 else folder
    into.mkdir(parents=True, exist_ok=True)
    message, html = letter.message, letter.message.html
    for image in message.inline:
        name = f"{letter.day}-{image.cid}.{image.mime.rpartition('/')[2]}"
        (into / name).write_bytes(image.data)
        html = html.replace(f"cid:{image.cid}", name)
    (into / f"{letter.day}.txt").write_text(f"Subject: {message.subject}\n\n{message.text}", encoding="utf-8")
    (into / f"{letter.day}.html").write_text(html, encoding="utf-8")
