"""What the composition root makes by itself."""

from nudges.app.service import ids


def test_people_made_together_are_told_apart_by_the_beginning_of_their_ids() -> None:
    new_id = ids()
    made = [new_id() for _ in range(5_000)]
    assert len({one[:8] for one in made}) == len(made), "what lists show, and commands take"
    assert {len(one) for one in made} == {32}
    assert all(set(one) <= set("0123456789abcdef") for one in made)


def test_the_rest_of_an_id_cannot_be_told_from_its_beginning() -> None:
    new_id, other = ids(), ids()
    assert len({one()[8:] for one in (new_id, other) for _ in range(1_000)}) == 2_000
    assert new_id()[:8] != other()[:8]
