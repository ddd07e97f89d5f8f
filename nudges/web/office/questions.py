"""The inbox: what waits for somebody to read it, and one question: taken, answered, handed back."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.office.roles import Action
from nudges.flow.office import questions
from nudges.flow.office.view import colleagues
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, back_to, numbered, office_page
from nudges.web.office.lines import lines_of

router = APIRouter(prefix=f"{OFFICE}/questions")


@router.get("")
def show_all(edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """What nobody has settled, without a word of anybody's."""
    found = questions.open_questions(edge.service, signed.acting)
    names = questions.names_of(edge.service, signed.acting, found)
    staff = colleagues(edge.service)
    return office_page(edge, "questions", signed, found=found, names=names, staff=staff, done=done)


@router.get("/{question}")
def show(question: str, edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """One question with what was written around it: with its words if the person opened them."""
    found = questions.question_view(edge.service, signed.acting, numbered(question), edge.clock())
    return office_page(
        edge,
        "question",
        signed,
        found=found,
        question=found.question,
        person=found.person,
        lines=lines_of(edge, found.person, found.told, signed.locale),
        act=signed.may(Action.QUESTION_ANSWER),
        done=done,
    )


@router.post("/{question}/take")
def take(question: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """They answer it."""
    one = questions.take(edge.service, signed.acting, numbered(question), edge.clock())
    return back_to(edge, f"/questions/{one.id}", "taken")


@router.post("/{question}/answer")
def answer(question: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Write to whoever asked."""
    given = numbered(question), form.get("words", "")
    questions.answer(edge.service, signed.acting, *given, edge.clock())
    return back_to(edge, f"/questions/{given[0]}", "answered")


@router.post("/{question}/back")
def put_back(question: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """It waits for somebody else."""
    questions.put_back(edge.service, signed.acting, numbered(question), edge.clock())
    return back_to(edge, "/questions", "back")


@router.post("/{question}/close")
def close(question: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """It is settled."""
    questions.close(edge.service, signed.acting, numbered(question), edge.clock())
    return back_to(edge, "/questions", "closed")
