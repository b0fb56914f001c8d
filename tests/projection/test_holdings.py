"""The state of an artefact follows from what was listed, what we did, and whether there is a link."""

from onrecord.domain.artefact import Holding
from onrecord.projection.fold import fold_activity
from onrecord.projection.reading import Directory, Held
from told import BEGAN, HOUR, LINE, OWN, dated_call, dated_message, listed_call, listed_message, part, photo, recording

DIRECTORY = Directory({LINE: OWN})
PATH = "/v1/resource/message-media/a.jpg"
MESSAGE = [listed_message(dated_message(media=[photo("a.jpg")]))]


def state(held: Held) -> tuple[str, str | None, str | None]:
    record = fold_activity("ACm1", MESSAGE, DIRECTORY, held).record
    assert record is not None
    [artefact] = record.artefacts
    return artefact.state, artefact.reason, artefact.sha256


def test_what_is_listed_and_not_held_is_wanted() -> None:
    assert state(Held({}, {})) == ("wanted", None, None)


def test_what_was_fetched_is_kept_by_its_digest() -> None:
    assert state(Held({PATH: [Holding(PATH, "kept", BEGAN, "ab" * 32)]}, {})) == ("kept", None, "ab" * 32)


def test_an_expired_link_is_wanted_again_once_there_is_a_newer_one() -> None:
    holdings = {PATH: [Holding(PATH, "expired", BEGAN, detail="gone")]}
    assert state(Held(holdings, {PATH: BEGAN}))[0] == "expired"
    assert state(Held(holdings, {PATH: BEGAN + 1}))[0] == "wanted"


def test_a_recording_in_the_making_is_pending_and_the_words_of_records_are_plain_text() -> None:
    unready = recording(status="processing", url=None)
    soon = part("GET /calls/{callId}/recordings", {"data": [unready]}, at=BEGAN + HOUR)
    record = fold_activity("ACc1", [listed_call(dated_call()), soon], DIRECTORY).record
    assert record is not None
    [artefact] = record.artefacts
    assert artefact.state == "pending"
    plain = (record.kind, record.outcome, record.recording_word, artefact.kind, artefact.state)
    assert {type(word) for word in plain} == {str}


def test_a_summary_without_content_is_none_not_unknown() -> None:
    call = listed_call(dated_call(summary={"status": "completed", "summary": [], "nextSteps": [], "jobs": []}))
    record = fold_activity("ACc1", [call], DIRECTORY).record
    assert record is not None
    [artefact] = record.artefacts
    assert (artefact.state, artefact.reason) == ("none", "provider_empty")
