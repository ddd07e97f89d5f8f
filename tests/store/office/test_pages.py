"""Lists a page at a time: each begins after the one before, and nothing is on two of them or on none."""

from datetime import timedelta

from nudges.core.office.roles import PROMPT, Action
from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import Danger
from nudges.store.db import Db
from nudges.store.office import audit, cases, history
from tests.harness import World
from tests.store.written import nudge, reply

SECOND = timedelta(seconds=1)


def test_the_audit_is_read_back_to_its_first_line_by_person_and_action(db: Db) -> None:
    world = World(db)
    her = world.join()
    with db.write() as tx:
        for action, who in ((Action.SHOW, her.id), (Action.LIST, None), (Action.STOP, her.id)):
            audit.add(tx, PROMPT, action, world.now, who)
        stop, listed, show = audit.newest(tx, 3)
        assert [one.action for one in (stop, listed, show)] == [Action.STOP, Action.LIST, Action.SHOW]
        assert audit.newest(tx, 9, before=stop.id)[:2] == [listed, show]
        assert audit.newest(tx, 1, before=listed.id) == [show]
        assert audit.newest(tx, 9, person_id=her.id)[:2] == [stop, show]
        assert audit.newest(tx, 9, person_id=her.id, actions=[Action.SHOW]) == [show]


def test_cases_are_read_by_number_open_or_closed_or_all(db: Db) -> None:
    world = World(db)
    crowd = [world.join(phone=f"+1555010447{n}") for n in range(3)]
    with db.write() as tx:
        ids = [cases.disclosed(tx, one.id, Danger.SELF, True, world.now) for one in crowd]
        assert cases.close(tx, ids[1], None, world.now)
        assert not cases.close(tx, ids[1], None, world.now)

        def numbers(still_open: bool | None, before: int | None, most: int) -> list[int]:
            return [one.id for one in cases.page(tx, still_open, before, most)]

        assert numbers(None, None, 2) == [ids[2], ids[1]]
        assert numbers(None, ids[1], 2) == [ids[0]]
        assert numbers(True, None, 9) == [ids[2], ids[0]]
        assert numbers(True, ids[2], 9) == [ids[0]]
        assert numbers(False, None, 9) == [ids[1]]


def test_a_history_is_read_by_moment_and_number_with_words_only_if_asked(db: Db) -> None:
    world = World(db)
    person = world.join()
    at = world.later(days=1).now
    with db.write() as tx:
        sent = [nudge(tx, person, at + n * SECOND, f"text {n}") for n in (0, 1, 1)]
        said = [reply(tx, person, at + n * SECOND, Kind.NOTE, f"note {n}") for n in (0, 1, 1)]
        for read, ids in ((history.nudges, sent), (history.replies, said)):
            after = None
            for one in reversed(ids):
                [found] = read(tx, person.id, after, 1, words=False)
                assert (found.id, found.words) == (one, None)
                moment = found.due_at if isinstance(found, history.PastNudge) else found.at
                after = moment, found.id
        assert [one.words for one in history.nudges(tx, person.id, None, 2, words=True)] == ["text 1"] * 2
        assert [one.words for one in history.replies(tx, person.id, None, 9, words=True)][2:] == ["note 0"]
