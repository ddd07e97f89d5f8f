"""What one person's page says of them."""

import re
from datetime import date

import pytest

from nudges.channels.base import SANDBOX
from nudges.core.office.roles import PROMPT, Role
from nudges.flow.consent.pause import pause
from nudges.flow.office import cases
from nudges.flow.office import person as office
from nudges.flow.results.keep import renew_figures
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import PLANS, World, local
from tests.office_staff import Desk, hire


def test_what_comes_next_comes_after_a_pause(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    assert "Tue 2 Jun, 9:15 AM" in desk.see(f"/people/{her.id}")
    office.pause_until(world.service, PROMPT, her.id, date(2026, 6, 5), world.now)
    page = desk.see(f"/people/{her.id}")
    assert "Fri 5 Jun, 9:15 AM" in page
    assert "Tue 2 Jun" not in page


def test_a_pause_that_is_to_come_is_told_from_one_that_holds(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    pause(world.service, her, local("2026-06-12 00:00"), world.now, since=local("2026-06-10 00:00"))
    page = desk.see(f"/people/{her.id}")
    assert "from Wed 10 Jun until Fri 12 Jun, 12:00 AM" in page
    assert ("Paused until" in page, "Call off the pause" in page) == (False, True)
    assert "pause from 10 Jun" in desk.see("/people")
    assert f"/people/{her.id}" in desk.see("/people?state=active")
    assert f"/people/{her.id}" not in desk.see("/people?state=paused")
    desk = Desk(Callers(world.at("2026-06-10 08:00"), office="on"), hire(world, name="Later"))
    page = desk.see(f"/people/{her.id}")
    assert ("Paused until" in page, "Will be paused" in page, "End the pause" in page) == (True, False, True)
    assert f"/people/{her.id}" in desk.see("/people?state=paused")
    assert desk.post(f"/people/{her.id}/resume").status_code == 303
    assert world.person(her.id).pause(world.now) is None


def test_staff_pause_at_once_and_keep_one_that_begins_soon(db: Db) -> None:
    world = World(db)
    her = world.join()
    for ends, kept in (("2026-06-03", "2026-06-12"), ("2026-06-02", "2026-06-02")):
        pause(world.service, her, local("2026-06-12 00:00"), world.now, since=local("2026-06-10 00:00"))
        until = office.pause_until(world.service, PROMPT, her.id, date.fromisoformat(ends), world.now)
        assert until == local(f"{kept} 00:00")
        assert world.person(her.id).pause(world.now) == (None, until)


def test_a_consent_in_writing_is_a_day_in_every_zone(db: Db) -> None:
    world = World(db)
    her = world.join(zone="America/New_York", consent=date(2026, 5, 1))
    page = Desk(Callers(world, office="on"), hire(world)).see(f"/people/{her.id}")
    assert "May 1, 2026 · in writing" in page or "1 May 2026 · in writing" in page
    assert "30 Apr" not in page


def test_progress_begins_with_the_week_in_which_they_joined(db: Db) -> None:
    world = World(db)
    her, callers = world.join(), Callers(world, office="on")
    desk = Desk(callers, hire(world))
    weeks = re.findall(r'<th scope="row">(\d+ \w+)</th>', desk.see(f"/people/{her.id}"))
    assert weeks == ["1 Jun"]
    world.at("2026-06-02 09:15").run()
    world.at("2026-06-16 09:15").run()
    desk = Desk(callers, hire(world, name="Ben B"))
    weeks = re.findall(r'<th scope="row">(\d+ \w+)</th>', desk.see(f"/people/{her.id}"))
    assert weeks == ["15 Jun", "8 Jun", "1 Jun"]


def test_a_name_turns_nothing_around_it_and_control_characters_are_refused(db: Db) -> None:
    world = World(db)
    her, desk = world.join(name="مها"), Desk(Callers(world, office="on"), hire(world))
    assert "<h1><bdi>مها</bdi></h1>" in desk.see(f"/people/{her.id}")
    assert "<bdi>مها</bdi></a>" in desk.see("/people")
    refused = desk.post(f"/people/{her.id}/correct", name="Ma\u202eya")
    assert refused.status_code == 422
    assert "control characters" in refused.text
    assert world.person(her.id).name == "مها"


def test_the_thread_says_kinds_and_messages_in_words(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.later(minutes=5).says("I want to kill myself")
    world.at("2026-06-02 12:00").run()
    desk = Desk(Callers(world, office="on"), hire(world))
    page = desk.see(f"/people/{her.id}")
    assert "understood as: ! DANGER: helplines were sent at once" in page
    assert "After the hold" in page


def test_how_it_goes_says_why_in_words(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    office.write(world.service, PROMPT, her.id, "I am here.", world.now)
    office.erase(world.service, PROMPT, her.id, world.now)
    renew_figures(world.service, world.now, at_once=True)
    page = desk.see("/results")
    assert "Not sent: the person was erased." in page


def test_an_open_case_stands_on_the_list_and_on_top_of_their_page(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    desk = Desk(Callers(world, office="on"), ada)
    world.says("he hit me last night")
    [case] = cases.open_cases(world.service, ada.acting)
    shown = f'<a class="badge alarm" href="/office/cases/{case.id}">Case {case.id}</a>'
    assert shown in desk.see("/people")
    assert shown in desk.see(f"/people/{her.id}")
    cases.note(world.service, ada.acting, case.id, "Called.", world.now)
    cases.close(world.service, ada.acting, case.id, world.now)
    assert shown not in desk.see("/people") + desk.see(f"/people/{her.id}")


def test_times_are_set_and_a_mistake_keeps_what_was_typed(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    page = desk.see(f"/people/{her.id}/change")
    assert '<span class="quiet">every day</span>' in page
    assert 'name="time-0-daily" value="09:15"' in page
    for wrong in ("22:00", "soon", "", "11:30+01", "11:30Z"):
        refused = desk.post(f"/people/{her.id}/times", plan="daily", **{"time-0-daily": wrong})
        assert refused.status_code == 422
        assert f'name="time-0-daily" value="{wrong}"' in refused.text
    for nothing in ({}, {"time-0-nope": "10:00"}, {"time-x-daily": "10:00"}, {"time-": "10:00"}):
        assert desk.post(f"/people/{her.id}/times", plan="daily", **nothing).status_code in (303, 422)
    assert 'value="09:15"' in desk.see(f"/people/{her.id}/change")
    saved = desk.post(f"/people/{her.id}/times", plan="daily", **{"time-0-daily": "11:30"})
    assert saved.headers["Location"].endswith("/change?done=saved")
    assert 'name="time-0-daily" value="11:30"' in desk.see(f"/people/{her.id}/change")


def test_another_plan_is_begun_and_one_is_left_with_a_tick_alone(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    assert '<option value="pulse">' in desk.see(f"/people/{her.id}/change")
    for start in ("", "2029-01-01", "soon"):
        refused = desk.post(f"/people/{her.id}/enrol", plan="pulse", start=start)
        assert refused.status_code == 422
        assert 'type="date"' in refused.text
    assert desk.post(f"/people/{her.id}/enrol", plan="nope", start="2026-06-08").status_code == 422
    begun = desk.post(f"/people/{her.id}/enrol", plan="pulse", start="2026-06-08")
    assert begun.headers["Location"].endswith("done=begun")
    page = desk.see(f"/people/{her.id}/change")
    assert "each week on Wednesday" in page
    assert '<option value="pulse">' not in page
    assert (
        "done=there"
        in desk.post(f"/people/{her.id}/enrol", plan="pulse", start="2026-06-08").headers["Location"]
    )
    assert desk.post(f"/people/{her.id}/leave", plan="pulse").status_code == 422
    assert "each week on Wednesday" in desk.see(f"/people/{her.id}/change")
    assert desk.post(f"/people/{her.id}/leave", plan="pulse", sure="on").status_code == 303
    assert "each week on Wednesday" not in desk.see(f"/people/{her.id}/change")


def test_a_plan_that_cannot_be_used_can_be_left(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.service = world.rebuilt({name: one for name, one in PLANS.items() if name != "daily"})
    desk = Desk(Callers(world, office="on"), hire(world))
    assert "cannot be used at present" in desk.see(f"/people/{her.id}/change")
    assert desk.post(f"/people/{her.id}/times", plan="daily", **{"time-0-daily": "11:30"}).status_code == 422
    assert desk.post(f"/people/{her.id}/leave", plan="daily", sure="on").status_code == 303


def test_only_somebody_active_can_be_paused(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    assert f"/people/{her.id}/pause" in desk.see(f"/people/{her.id}")
    office.stop_by_telephone(world.service, PROMPT, her.id, office.SaidBy.THEMSELVES, world.now)
    assert f"/people/{her.id}/pause" not in desk.see(f"/people/{her.id}")
    assert desk.post(f"/people/{her.id}/pause", until="2026-06-20").status_code == 422


@pytest.mark.parametrize(
    ("opens", "closes", "status"),
    [("09:00", "20:00", 303), ("soon", "20:00", 422), ("09:00", "", 422), ("20:00", "09:00", 422)],
)
def test_hours_are_two_times_of_a_day(db: Db, opens: str, closes: str, status: int) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    assert desk.post(f"/people/{her.id}/hours", opens=opens, closes=closes).status_code == status


def test_a_zone_that_is_not_offered_stays_until_another_is_chosen(db: Db) -> None:
    world = World(db)
    her, desk = world.join(zone="Etc/GMT+9"), Desk(Callers(world, office="on"), hire(world))
    assert "<option selected>Etc/GMT+9</option>" in desk.see(f"/people/{her.id}/change")
    assert desk.post(f"/people/{her.id}/move", zone="Etc/GMT+9").status_code == 303
    assert desk.post(f"/people/{her.id}/move", zone="Asia/Tokyo").status_code == 303
    assert "Etc/GMT" not in desk.see(f"/people/{her.id}/change")
    assert desk.post(f"/people/{her.id}/move", zone="Etc/GMT+9").status_code == 422
    assert world.person(her.id).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "field", ["week=0", "week=53", "week=x", "state=zz", "state=erased", "answered=zz", "plan=zz"]
)
def test_a_search_that_cannot_be_used_finds_nobody_to_act_on(db: Db, field: str) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    assert her.id in desk.see("/people?week=1&state=active")
    page = desk.see(f"/people?{field}")
    assert her.id not in page
    assert "Nobody is found like this." in page
    assert desk.get(f"/people/chosen?whom=all&{field}").status_code == 422


def test_a_search_reaches_to_the_end_of_the_longest_plan(db: Db) -> None:
    world = World(db)
    her = world.join()
    desk = Desk(Callers(world.later(weeks=51), office="on"), hire(world))
    assert her.id in desk.see("/people?week=52")


def test_nobody_is_offered_to_write_to_somebody_who_said_stop_or_has_not_agreed(db: Db) -> None:
    world = World(db)
    her, desk = world.join(), Desk(Callers(world, office="on"), hire(world))
    assert f'action="/office/people/{her.id}/write"' in desk.see(f"/people/{her.id}")
    office.stop_by_telephone(world.service, PROMPT, her.id, office.SaidBy.THEMSELVES, world.now)
    page = desk.see(f"/people/{her.id}")
    assert f"/people/{her.id}/write" not in page
    assert "Nobody can: they said STOP." in page
    assert "They said yes themselves" in page, "what was said by telephone can still be written down"
    invited = world.join(consent=None, phone="+15550100777", email=None)
    page = desk.see(f"/people/{invited.id}")
    assert f"/people/{invited.id}/write" not in page
    assert "Nobody can before they say yes." in page


@pytest.mark.parametrize(
    ("locale", "labels"),
    [
        ("en", ("What it says, in English", "What it says, in Spanish")),
        ("es", ("en inglés", "en español")),
    ],
)
def test_a_message_to_many_names_languages_as_the_reader_calls_them(
    db: Db, locale: str, labels: tuple[str, str]
) -> None:
    world = World(db)
    page = Desk(Callers(world, office="on"), hire(world), locale).see("/broadcasts")
    assert all(f"{label}</label>" in page for label in labels)


def test_what_only_the_sandbox_took_is_not_called_sent(db: Db) -> None:
    world = World(db)
    world.sms.name = SANDBOX
    her, desk = world.join(quiet=False), Desk(Callers(world, office="on"), hire(world))
    world.run()
    page = desk.see(f"/people/{her.id}")
    thread = page[page.index('id="thread"') :]
    assert ("not sent" in thread, "kept in the sandbox" in thread) == (True, True)
    assert "badge went" not in thread
    renew_figures(world.service, world.now, at_once=True)
    results = desk.see("/results")
    glance = results[results.index('id="glance"') : results.index('id="by-week"')]
    assert "<dt>Sent</dt><dd>0</dd>" in glance, "as below, where it was not sent"


def test_a_viewer_sees_ids_and_no_word_that_a_name_is_sealed(db: Db) -> None:
    world = World(db)
    her = world.join()
    ada, victor = hire(world), hire(world, Role.VIEWER, "Victor V")
    world.says("he hit me last night")
    [case] = cases.open_cases(world.service, ada.acting)
    cases.note(world.service, ada.acting, case.id, "Called.", world.now)
    desk = Desk(Callers(world, office="on"), victor)
    people = desk.see("/people")
    assert ("sealed" in people, f"<bdi>{her.id[:8]}</bdi>" in people) == (False, True)
    seen = desk.see(f"/cases/{case.id}")
    assert "What was written down is for those who act." in seen
    assert "Nothing is written down yet." not in seen


def test_moments_in_utc_are_given_for_the_readers_own_clock(db: Db) -> None:
    world = World(db)
    desk = Desk(Callers(world, office="on"), hire(world))
    audit, today = desk.see("/audit"), desk.see("")
    at = f"{world.now:%Y-%m-%dT%H:%M:%SZ}"
    assert (
        f'<time datetime="{at}" data-look="%Y-%m-%d %H:%M:%S">{world.now:%Y-%m-%d %H:%M:%S}</time>' in audit
    )
    assert 'data-look="%H"' in today
    for page in (audit, today):
        assert "static/office.js" in page
        assert '<span data-zone="here" hidden>Times are those of this device.</span>' in page
