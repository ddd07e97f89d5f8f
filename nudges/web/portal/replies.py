"""A person's replies: each can be changed, and deleted after being asked once."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nudges.core.language import Language, to_say
from nudges.core.person.person import Person
from nudges.core.reply.understand import Kind
from nudges.flow.portal import replies
from nudges.store.portal import portal
from nudges.store.portal.portal import Said
from nudges.web.edge import Edge, HasEdge
from nudges.web.forms import Posted
from nudges.web.pages import HEADERS
from nudges.web.portal.week import MOST, own_page, page_number, pages
from nudges.web.visitor import StaleLinkError, Visitor

router = APIRouter(prefix="/me")

#: Characters of a reply: as long as an SMS may be.
LONGEST = 1600

#: What a reply was taken to mean, as its writer is told.
_MEANT = {
    Kind.DONE: to_say("done"),
    Kind.NOT_DONE: to_say("not today"),
    Kind.RATING: to_say("a rating"),
    Kind.NOTE: to_say("a note"),
    Kind.THANKS: to_say("thanks"),
    Kind.SNOOZE: to_say("later"),
    Kind.PAUSE: to_say("a pause"),
    Kind.RESUME: to_say("go on"),
    Kind.RETIME: to_say("another time"),
    Kind.UNDO: to_say("taken back"),
    Kind.STOP: to_say("stop"),
    Kind.START: to_say("start"),
    Kind.EXIT: to_say("quiet for a day"),
    Kind.WHO_READS: to_say("who may read it"),
    Kind.OPEN_WORDS: to_say("staff may read it"),
    Kind.CLOSE_WORDS: to_say("staff may not read it"),
    Kind.REACTION: to_say("a reaction"),
}


@router.get("/{token}/replies")
def show_replies(token: str, person: Visitor, edge: HasEdge, nr: str = "1", done: str = "") -> HTMLResponse:
    """What they answered, newest first. `done` says what has just been done to one: changed or deleted."""
    number = page_number(nr)
    with edge.service.db.read() as tx:
        said = portal.replies(tx, person.id, skip=(number - 1) * MOST, most=MOST + 1)
    return own_page(
        edge,
        "me_replies",
        person,
        token,
        replies=[_told(edge, person, one) for one in said[:MOST]],
        done=done,
        **pages(number, len(said)),
    )


@router.get("/{token}/replies/{reply_id}")
def show_reply(token: str, reply_id: str, person: Visitor, edge: HasEdge) -> HTMLResponse:
    """One reply, to be changed."""
    return _form(edge, person, token, _reply(edge, person, reply_id))


@router.post("/{token}/replies/{reply_id}")
def change_reply(token: str, reply_id: str, person: Visitor, edge: HasEdge, form: Posted) -> Response:
    """Keep it as it now reads. Its day and what it was taken for stay; an UNDO of it still works."""
    said = _reply(edge, person, reply_id)
    wanted = _wanted(said, form)
    if wanted is None:
        return _form(edge, person, token, said, form)
    if not replies.change_reply(edge.service, person.id, said.id, *wanted, edge.clock()):
        raise StaleLinkError
    return _back(edge, token, "changed")


@router.get("/{token}/replies/{reply_id}/delete")
def ask_to_delete(token: str, reply_id: str, person: Visitor, edge: HasEdge) -> HTMLResponse:
    """Ask once; opening this deletes nothing."""
    said = _reply(edge, person, reply_id)
    return own_page(edge, "me_delete", person, token, reply=_told(edge, person, said))


@router.post("/{token}/replies/{reply_id}/delete")
def delete_reply(token: str, reply_id: str, person: Visitor, edge: HasEdge) -> Response:
    """Delete it for good; twice is the same as once, and progress is made of what remains."""
    replies.delete_reply(edge.service, person.id, _id(reply_id), edge.clock())
    return _back(edge, token, "deleted")


def _wanted(said: Said, form: Mapping[str, str]) -> tuple[str, int | None] | None:
    """The words and the rating of the form; None if these are too long, or it is no rating from 1 to 5."""
    shown = said.note if said.note is not None else said.words
    words = form.get("words", shown or "").replace("\r\n", "\n")
    rating = form.get("rating", str(said.rating)) if said.rating is not None else None
    if len(words) > LONGEST or rating not in (None, "1", "2", "3", "4", "5"):
        return None
    return words, int(rating) if rating else None


def _form(
    edge: Edge, person: Person, token: str, said: Said, form: Mapping[str, str] | None = None
) -> HTMLResponse:
    shown = said.note if said.note is not None else said.words
    return own_page(
        edge,
        "me_reply",
        person,
        token,
        status=422 if form is not None else 200,
        reply=_told(edge, person, said),
        words=(form or {}).get("words", shown or ""),
        rating=said.rating,
        longest=LONGEST,
        wrong=form is not None,
    )


def _told(edge: Edge, person: Person, said: Said) -> dict[str, object]:
    language: Language = edge.service.voice(person).language
    kind = Kind(said.kind)
    meant = language.gettext(_MEANT[kind]) if kind in _MEANT else ""
    asked = edge.service.voice(person).guides.find(said.practice, said.take) if said.practice else None
    plain = meant.casefold() == (said.words or "").strip(" .!").casefold()
    return {
        "id": said.id,
        "when": language.moment(person.local(said.at)),
        "asked": asked.sms if asked else "",
        "words": said.words,
        "meant": "" if plain else meant,
        "rating": said.rating,
        "undone": said.undone,
    }


def _reply(edge: Edge, person: Person, reply_id: str) -> Said:
    with edge.service.db.read() as tx:
        said = portal.reply(tx, person.id, _id(reply_id))
    if said is None:
        raise StaleLinkError
    return said


def _id(text: str) -> int:
    """A reply's number. Raises StaleLinkError for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise StaleLinkError
    return int(text)


def _back(edge: Edge, token: str, done: str) -> Response:
    return RedirectResponse(f"{edge.base}/me/{token}/replies?done={done}", status_code=303, headers=HEADERS)
