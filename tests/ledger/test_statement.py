"""A statement lists exactly what is held and missing of its days, and any change to either shows."""

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from keeping import exported, rows
from ledger.recorded import Recorded
from onrecord.domain.clock import DAY, HOUR, MINUTE, ms_to_iso
from onrecord.domain.errors import StatementUnreadable
from onrecord.domain.gap import Decision
from onrecord.ledger.finding import Finding, Trouble
from onrecord.ledger.gaps import gaps
from onrecord.ledger.manifest import name_of, record_digest
from onrecord.ledger.scope import Span
from onrecord.ledger.statement import statement
from onrecord.ledger.vouched import check_files, check_records, check_seal, read_statement
from onrecord.media.vault import Vault
from onrecord.storage.gap_decisions import Decided, decide
from onrecord.storage.walks import finish_walk, open_walk
from small_world import START_MS

ALL = Span(0, START_MS + 400 * DAY)


def stated(home: Recorded, span: Span = ALL) -> dict[str, Any]:
    with home.database.reading() as conn:
        document = statement(conn, 1, span, now_ms=START_MS).document
    carried: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return carried


def export_lines(home: Recorded) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in exported(home.database).splitlines()]


def test_a_statement_of_all_time_vouches_for_every_record_of_its_conversations_and_every_file(
    recorded: Recorded,
) -> None:
    document = stated(recorded)
    lines = export_lines(recorded)
    happened = {name_of(line) for line in lines if line["kind"] in {"message", "call", "media", "recording"}}
    assert happened <= document["manifest"]["records"].keys()
    assert set(document["manifest"]["files"]) == set(recorded.vault.digests())
    for kind in ("message", "call"):
        assert document["held"][kind] == sum(line["kind"] == kind for line in lines)
    assert len(document["missing"]) == len({gap["key"] for gap in document["missing"]})
    not_held = sum(document["known"][kind] - document["held"][kind] for kind in ("media", "recording", "voicemail"))
    listed = [gap for gap in document["missing"] if gap["kind"] in {"media", "recording", "voicemail"}]
    assert len(listed) == not_held > 0


def test_a_statement_of_some_time_holds_what_happened_then_and_nothing_else(recorded: Recorded) -> None:
    low, high = START_MS + 10 * MINUTE, START_MS + 20 * MINUTE
    document = stated(recorded, Span(low, high))
    lines = {name_of(line): line for line in export_lines(recorded)}
    inside = {
        name for name, line in lines.items()
        if line["kind"] in {"message", "call"} and ms_to_iso(low) <= line["at"] < ms_to_iso(high)
    }  # fmt: skip
    told = {name for name in document["manifest"]["records"] if lines[name]["kind"] in {"message", "call"}}
    assert told == inside != set()
    assert all(gap["at"] is None or ms_to_iso(low) <= gap["at"] < ms_to_iso(high) for gap in document["missing"])
    met = {lines[name]["conversation"] for name in inside}
    assert {lines[name]["id"] for name in document["manifest"]["records"] if name.startswith("conversation ")} == met


def test_a_lines_statement_tells_nothing_of_another_line(recorded: Recorded) -> None:
    document = stated(recorded, Span(ALL.from_ms, ALL.to_ms, "PNben00002"))
    lines = {name_of(line): line for line in export_lines(recorded)}
    told = [lines[name] for name in document["manifest"]["records"]]
    assert {one["line"] for one in told if "line" in one} == {"PNben00002"}
    assert document["line"]["id"] == "PNben00002"
    assert {gap["line"] for gap in document["missing"]} <= {"PNben00002"}


def test_what_is_of_no_known_line_is_in_the_owners_statement_and_not_in_bens(recorded: Recorded) -> None:
    recorded.change("INSERT INTO unseen_activity (workspace_id, id) VALUES (1, 'ACnobodys')")
    key = "activity:ACnobodys"
    assert key in {gap["key"] for gap in stated(recorded)["missing"]}
    ben = stated(recorded, Span(ALL.from_ms, ALL.to_ms, "PNben00002"))
    assert key not in {gap["key"] for gap in ben["missing"]}
    with recorded.database.reading() as conn:
        his = {gap.key for gap in gaps(conn, 1, START_MS, lines=frozenset({"PNben00002"}))}
    assert {gap["key"] for gap in ben["missing"]} == his, "what his screens tell"


def test_adjoining_statements_share_nothing_that_happened_and_miss_nothing(recorded: Recorded) -> None:
    cut = START_MS + 15 * MINUTE
    whole = stated(recorded)
    parts = [stated(recorded, Span(ALL.from_ms, cut)), stated(recorded, Span(cut, ALL.to_ms))]
    for kind in ("message", "call", "media", "recording"):
        assert sum(part["held"][kind] for part in parts) == whole["held"][kind]


def test_it_is_checked_against_an_export_and_a_folder_of_files_alone(recorded: Recorded) -> None:
    document = read_statement(stated(recorded))
    assert list(check_seal(document)) == []
    assert list(check_records(document, export_lines(recorded))) == []
    assert list(check_files(document, Vault(recorded.vault.folder))) == []


def test_new_messages_do_not_spoil_an_old_statement(recorded: Recorded) -> None:
    document = stated(recorded)
    recorded.change("UPDATE conversation SET messages = messages + 1, waiting = NOT waiting, last_at_ms = 0")
    assert list(check_records(document, export_lines(recorded))) == []


def test_whatever_changed_or_went_is_found(recorded: Recorded) -> None:
    document = stated(recorded)
    lines = export_lines(recorded)
    message = next(line for line in lines if line["kind"] == "message" and line.get("text"))
    forged = [line | {"text": "forged"} if line is message else line for line in lines]
    assert list(check_records(document, forged)) == [Finding(Trouble.RECORD_CHANGED, name_of(message))]
    without = [line for line in lines if line is not message]
    assert list(check_records(document, without)) == [Finding(Trouble.RECORD_MISSING, name_of(message))]
    gone = recorded.a_file()
    recorded.vault.path(gone).unlink()
    assert list(check_files(document, recorded.vault)) == [Finding(Trouble.FILE_MISSING, gone)]


@pytest.mark.parametrize("member", ["missing", "held", "from", "never_known", "manifest", "rests_on", "made_at"])
def test_a_statement_that_was_changed_after_it_was_made_shows_it(recorded: Recorded, member: str) -> None:
    document = copy.deepcopy(stated(recorded))
    document[member] = "something nicer"
    assert [one.trouble for one in check_seal(document)] == [Trouble.STATEMENT_CHANGED]


@pytest.mark.parametrize("rubbish", [None, [], {}, {"what": "onrecord record statement", "schema": 99}, "text"])
def test_what_is_no_statement_is_refused_in_words(rubbish: object) -> None:
    with pytest.raises(StatementUnreadable):
        read_statement(rubbish)


def test_the_digest_of_a_record_does_not_depend_on_how_its_json_was_written() -> None:
    line = {"kind": "message", "id": "AC1", "text": "Grüße", "to": ["+15550100001"]}
    assert record_digest(dict(reversed(line.items()))) == record_digest(line)
    assert record_digest(line | {"text": "Gruße"}) != record_digest(line)


def test_no_link_and_no_key_of_ours_is_in_a_statement(recorded: Recorded, tmp_path: Path) -> None:
    text = msgspec.json.encode(stated(recorded)).decode()
    links = rows(recorded.database, "SELECT url FROM link")
    assert links
    assert "http" not in text


def test_what_somebody_dismissed_is_stated_with_who_and_why_and_not_as_missing(recorded: Recorded) -> None:
    [gap, *others] = stated(recorded)["missing"]
    said = Decided(str(gap["key"]), Decision.DISMISSED, "Only a thumbs-up", "Ana", START_MS)
    recorded.database.writer.write(lambda conn: decide(conn, 1, said))
    document = stated(recorded)
    assert document["missing"] == others
    [dismissed] = document["dismissed"]
    told = {name: dismissed[name] for name in ("key", "state", "dismissed_by", "why")}
    assert told == {
        "key": gap["key"], "state": "dismissed", "dismissed_by": "Ana", "why": "Only a thumbs-up",
    }  # fmt: skip


def test_a_stretch_that_no_walk_proves_is_stated_and_one_that_is_proved_is_not(recorded: Recorded) -> None:
    span = Span(START_MS, START_MS + DAY)
    holes = stated(recorded, span)["not_checked"]
    assert [hole["kind"] for hole in holes] == ["message", "call"]
    proved_until = START_MS + 6 * HOUR
    recorded.database.writer.write(lambda conn: a_finished_walk(conn, proved_until))
    [messages, _] = stated(recorded, span)["not_checked"]
    assert (messages["from"], messages["to"]) == (ms_to_iso(proved_until), ms_to_iso(START_MS + DAY))


def a_finished_walk(conn: Connection, until_ms: int) -> None:
    walk_id = open_walk(
        conn, 1, run_id=None, surface="dated", operation="GET /messages", asked="{}", lo_ms=0, hi_ms=until_ms, now_ms=1
    )
    finish_walk(conn, 1, walk_id, hi_ms=until_ms, now_ms=2)
