"""Verifying finds whatever is not as it should be, says what to do, and repairs what can be repaired."""

from collections.abc import Callable

import pytest

from keeping import exported, fold, rows
from ledger.recorded import Recorded
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.ledger.finding import ADVICE, Trouble
from onrecord.ledger.repair import repair
from onrecord.storage import dirty
from onrecord.storage.holdings import KeptFile, add_holding


def test_a_whole_home_has_nothing_to_find_and_is_read_whole(recorded: Recorded) -> None:
    done = recorded.verify()
    assert done.findings == []
    digests = list(recorded.vault.digests())
    assert len(digests) > 3
    assert (done.files, done.bytes) == (len(digests), sum(recorded.vault.size(one) for one in digests))
    assert done.observations == rows(recorded.database, "SELECT count(*) FROM observation")[0][0]
    assert done.records == len(exported(recorded.database).splitlines())
    assert [path.name for path in recorded.folder.glob("refold-*")] == []


def remove_a_file(home: Recorded) -> None:
    home.vault.path(home.a_file()).unlink()


def change_a_file(home: Recorded) -> None:
    path = home.vault.path(home.a_file())
    path.chmod(0o600)
    path.write_bytes(b"something else")


def add_a_foreign_file(home: Recorded) -> None:
    (home.vault.path(home.a_file()).parent / "Thumbs.db").write_bytes(b"?")


def forge_a_text(home: Recorded) -> None:
    home.change("UPDATE activity SET text = 'forged' WHERE id = (SELECT min(id) FROM activity WHERE kind = 'message')")


def lose_a_record(home: Recorded) -> None:
    home.change("DELETE FROM contact WHERE id = (SELECT min(id) FROM contact)")


def invent_a_record(home: Recorded) -> None:
    home.change("INSERT INTO member (workspace_id, id, kind) VALUES (1, 'USnobody', 'human')")


def change_a_word(home: Recorded) -> None:
    home.change("UPDATE observation SET http_status = 201 WHERE id = (SELECT min(id) FROM observation)")


@pytest.mark.parametrize(
    ("damage", "trouble", "is_repaired"),
    [
        (remove_a_file, Trouble.FILE_MISSING, True),
        (change_a_file, Trouble.FILE_CHANGED, True),
        (add_a_foreign_file, Trouble.FILE_FOREIGN, False),
        (forge_a_text, Trouble.RECORD_CHANGED, True),
        (lose_a_record, Trouble.RECORD_MISSING, True),
        (invent_a_record, Trouble.RECORD_EXTRA, True),
        (change_a_word, Trouble.OBSERVATION_CHANGED, False),
    ],
)
def test_each_kind_of_damage_is_found_alone_and_told_with_what_to_do(
    recorded: Recorded, damage: Callable[[Recorded], None], trouble: Trouble, is_repaired: bool
) -> None:
    damage(recorded)
    findings = recorded.found()
    assert [one.trouble for one in findings] == [trouble]
    assert ADVICE[trouble]
    mended = repair(recorded.database, 1, recorded.vault, findings, clock=recorded.clock)
    assert [one.trouble for one in mended.left] == ([] if is_repaired else [trouble])
    assert (recorded.found() == []) is is_repaired


def test_a_damaged_file_is_set_aside_asked_for_again_and_kept_when_it_comes(recorded: Recorded) -> None:
    lost = recorded.a_file()
    about = f"SELECT activity_id, ways, ordinal FROM artefact WHERE sha256 = '{lost}'"
    [(activity_id, ways, ordinal)] = rows(recorded.database, about)
    content = recorded.vault.path(lost).read_bytes()
    before = exported(recorded.database)
    change_a_file(recorded)
    mended = repair(recorded.database, 1, recorded.vault, recorded.found(), clock=recorded.clock)
    assert (mended.files_set_aside, mended.asked_again) == (1, 1)
    assert [path.name.startswith(lost) for path in (recorded.vault.folder / "damaged").iterdir()] == [True]
    state = f"SELECT state, reason FROM artefact WHERE activity_id = '{activity_id}' AND ordinal = {ordinal}"
    assert rows(recorded.database, state) == [("expired", "damaged")]
    assert rows(recorded.database, "SELECT kind, key FROM errand WHERE kind = 'reask'") == [("reask", activity_id)]

    assert recorded.vault.put([content]).sha256 == lost
    come_again(recorded, activity_id, ways.split('"')[1], lost)
    assert rows(recorded.database, state) == [("kept", None)]
    assert exported(recorded.database) == before
    assert recorded.found() == []


def come_again(home: Recorded, activity_id: str, path: str, sha256: str) -> None:
    def write(conn):  # type: ignore[no-untyped-def]
        later = Holding(path, HoldingOutcome.KEPT, 9_999_999_999_999, sha256)
        add_holding(conn, 1, later, KeptFile(sha256, 7, "image/jpeg"))
        dirty.mark(conn, 1, [("activity", activity_id)], token=dirty.new_token(), now_ms=1)

    home.database.writer.write(write)
    fold(home.database, home.clock)


def test_a_rebuild_keeps_that_a_file_was_lost(recorded: Recorded) -> None:
    remove_a_file(recorded)
    repair(recorded.database, 1, recorded.vault, recorded.found(), clock=recorded.clock)
    assert recorded.found() == []
    assert rows(recorded.database, "SELECT count(*) FROM artefact WHERE reason = 'damaged'") == [(1,)]


def test_what_waits_to_be_folded_is_folded_first_and_is_no_finding(recorded: Recorded) -> None:
    def mark(conn):  # type: ignore[no-untyped-def]
        dirty.mark_everything(conn, 1, token=dirty.new_token(), now_ms=1)

    recorded.database.writer.write(mark)
    assert recorded.found() == []
