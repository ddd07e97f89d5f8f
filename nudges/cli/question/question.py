"""The inbox at the prompt: what waits for somebody, taken, answered, handed back."""

from typing import Annotated

import typer

from nudges.cli.common import AsJson, given_or_asked, moment, out, print_json, row, service, table
from nudges.core.office.roles import PROMPT
from nudges.flow.office import questions

QuestionArg = Annotated[int, typer.Argument(min=1, help="Its number; see `nudges question list`.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="What people asked, and a program should not answer.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("take")(take)
    group.command("answer")(answer)
    group.command("back")(back)
    group.command("close")(close)
    app.add_typer(group, name="question")


def list_all(as_json: AsJson = False) -> None:
    """List what nobody has settled, what nobody has taken first."""
    with service() as ready:
        shown = table("question", "person", "kind", "messages", "since (UTC)", "stands")
        for one in questions.open_questions(ready, PROMPT):
            stands = "answered" if not one.waits else "taken" if one.taken_at else "untaken"
            if as_json:
                print_json(
                    {
                        "question": one.id,
                        "person": one.person_id,
                        "kind": one.kind,
                        "messages": one.times,
                        "asked_at": one.asked_at.isoformat(),
                        "taken_at": one.taken_at and one.taken_at.isoformat(),
                        "answered_at": one.answered_at and one.answered_at.isoformat(),
                    }
                )
            else:
                since = f"{one.asked_at:%Y-%m-%d %H:%M}"
                row(shown, str(one.id), one.person_id[:8], one.kind, str(one.times), since, stands)
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nobody waits for an answer.")


def take(ctx: typer.Context, question: QuestionArg) -> None:
    """Take a question.

    Until it is handed back the service does not answer free words of this person.
    """
    with service() as ready:
        before = questions.find(ready, PROMPT, question)
        one = questions.take(ready, PROMPT, question, moment(ctx))
        mine = before.taken_at and before.taken_by is None
        said = "It was taken at the prompt already" if mine else "Taken"
        out.print(f"{said}. The person is {one.person_id}; `nudges person words` shows what they opened.")


def answer(
    ctx: typer.Context,
    question: QuestionArg,
    words: Annotated[
        str | None, typer.Option("--words", help="What to send; else it is asked for.", show_default=False)
    ] = None,
) -> None:
    """Answer a question. It goes through the queue, in their hours; you have taken it then."""
    with service() as ready:
        questions.unsettled(questions.find(ready, PROMPT, question))
        said = given_or_asked(words, "Your message")
        segments = questions.answer(ready, PROMPT, question, said, moment(ctx))
        out.print(f"It goes out in their hours ({segments} SMS segment{'' if segments == 1 else 's'}).")


def back(ctx: typer.Context, question: QuestionArg) -> None:
    """Leave a question to somebody else. The service answers free words again."""
    with service() as ready:
        before = questions.find(ready, PROMPT, question)
        questions.put_back(ready, PROMPT, question, moment(ctx))
        out.print("It waits for somebody else." if before.taken_at else "Nobody had taken it; it waits.")


def close(ctx: typer.Context, question: QuestionArg) -> None:
    """Hand a question back to the service: it is settled."""
    with service() as ready:
        if questions.find(ready, PROMPT, question).closed_at:
            out.print("It was settled already.")
            return
        questions.close(ready, PROMPT, question, moment(ctx))
        out.print("Settled. The service answers again.")
