"""Weekly summaries as files that a browser shows: the text, the page, and the chart beside it."""

from pathlib import Path

from nudges.flow.simulation.transcript import Letter


def keep(folder: Path, letter: Letter, people: int) -> None:
    """Write one summary: DATE.txt with its subject on top, DATE.html, and its images as DATE-NAME.png.

    With several people each has a folder of their own.
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
