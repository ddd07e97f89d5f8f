"""Why a nudge is as it is: kept as a code with its values, and said in the language of whoever reads it."""

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.reason_words import for_operator, for_person, of_kind, status_words
from nudges.core.reasons import (
    Reason,
    ReasonCode,
    Suppression,
    SuppressionKind,
    reason_of,
    written,
)
from nudges.core.status import Status
from tests.harness import PARIS, languages, local
from tests.rows import each_row

SPANISH = next(language for language, _ in languages() if language.code == "es")

#: Nothing has to be explained to a person of what went well.
WENT_WELL = {ReasonCode.SENT, ReasonCode.DELIVERED, ReasonCode.IN_RECORDS}


def full(code: ReasonCode) -> Reason:
    """A reason with every value there is."""
    hour = timedelta(hours=1)
    return Reason(code, local("2026-06-05 08:00"), 5 * hour, 2 * hour, provider_code="30003", detail="A slip")


@each_row(ReasonCode)
def test_every_reason_has_words_for_both_readers_in_every_language(code: ReasonCode) -> None:
    for words in (for_operator, for_person):
        english, spanish = words(full(code), ENGLISH, PARIS), words(full(code), SPANISH, PARIS)
        if words is for_person and code in WENT_WELL:
            assert (english, spanish) == ("", "")
            continue
        assert english
        assert spanish
        assert english != spanish
        assert "%" not in english + spanish
    assert "the person" not in for_person(full(code), ENGLISH, PARIS)


@each_row(ReasonCode)
def test_what_the_operator_reads_never_lacks_a_value(code: ReasonCode) -> None:
    """Whatever a row may lack: what a provider leaves out is said, and nothing raises."""
    assert "None" not in for_operator(full(code), ENGLISH, PARIS)
    assert for_operator(Reason(code), ENGLISH, PARIS)


@each_row(ReasonCode)
def test_of_many_nudges_together_no_single_value_is_told(code: ReasonCode) -> None:
    english, spanish = of_kind(code, ENGLISH), of_kind(code, SPANISH)
    assert english != spanish
    assert not set("%…") & set(english + spanish)


def test_times_are_the_readers() -> None:
    held = Reason(ReasonCode.QUIET_HOURS, at=local("2026-06-02 08:00"))
    assert for_operator(held, ENGLISH, PARIS) == "held: quiet hours until 08:00"
    assert for_person(held, ENGLISH, PARIS) == "held: quiet hours until 8:00 AM"
    assert for_person(held, SPANISH, PARIS) == "en espera: horas de silencio hasta las 8:00"
    assert for_operator(held, ENGLISH, "Asia/Tokyo") == "held: quiet hours until 15:00"
    paused = Reason(ReasonCode.PAUSED, at=local("2026-06-05 00:00"))
    assert for_operator(paused, ENGLISH, PARIS) == "not sent: paused until 2026-06-05 00:00"
    assert for_person(paused, ENGLISH, PARIS) == "you were on a pause until 5 June"
    assert for_person(paused, SPANISH, PARIS) == "estabas en pausa hasta el 5 de junio"


def test_lengths_of_time() -> None:
    late = Reason(ReasonCode.TOO_LATE, late=timedelta(hours=5, minutes=10), limit=timedelta(minutes=45))
    assert for_operator(late, ENGLISH, PARIS).startswith("missed: 5 h 10 min late, the limit is 45 min (")
    short = Reason(ReasonCode.TOO_LATE, late=timedelta(seconds=59), limit=timedelta(hours=2))
    assert for_operator(short, ENGLISH, PARIS).startswith("missed: < 1 min late, the limit is 2 h (")


def test_what_a_provider_leaves_out_is_said() -> None:
    failed = Reason(ReasonCode.NOT_DELIVERED)
    assert for_operator(failed, ENGLISH, PARIS) == "failed: not delivered (no reason given)"
    assert for_operator(failed, SPANISH, PARIS) == "fallido: no entregado (sin motivo)"


def test_what_only_waits_for_its_hour_has_no_reason() -> None:
    assert (for_operator(None, ENGLISH, PARIS), for_person(None, ENGLISH, PARIS)) == ("", "")
    assert written(None) == (None, None)
    assert reason_of(None, None) is None


moments = st.datetimes(timezones=st.just(UTC))
spans = st.integers(0, 10**9).map(lambda seconds: timedelta(seconds=seconds))
reasons = st.builds(
    Reason,
    st.sampled_from(ReasonCode),
    at=st.none() | moments,
    late=st.none() | spans,
    limit=st.none() | spans,
    provider_code=st.none() | st.text(),
    detail=st.none() | st.text(),
)


@given(reasons)
def test_a_reason_comes_back_from_its_columns_as_it_was(reason: Reason) -> None:
    assert reason_of(*written(reason)) == reason


def test_a_suppression_is_the_reason_of_what_is_not_sent_for_it() -> None:
    said = {kind: Suppression(kind, "30006").reason for kind in SuppressionKind}
    assert said == {
        SuppressionKind.STOP: Reason(ReasonCode.SAID_STOP),
        SuppressionKind.REFUSED: Reason(ReasonCode.ADDRESS_REFUSED, provider_code="30006"),
    }


def test_every_status_has_its_words() -> None:
    for language in (ENGLISH, SPANISH):
        assert all(status_words(status, language) for status in Status)
