"""A statement is checked far from any home, and only what was looked at is called checked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli.commanding import Commanding
from keeping import exported
from ledger.recorded import Recorded
from onrecord.domain.clock import DAY
from onrecord.ledger.scope import Span
from onrecord.ledger.statement import statement
from small_world import START_MS


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody far away was given."""

    statement: Path
    export: Path
    vault: Path
    document: dict[str, Any]


@pytest.fixture
def sent(recorded: Recorded, tmp_path: Path) -> Sent:
    with recorded.database.reading() as conn:
        document = statement(conn, 1, Span(0, START_MS + 400 * DAY), now_ms=START_MS).document
    (tmp_path / "st.json").write_bytes(msgspec.json.encode(document))
    (tmp_path / "ex.jsonl").write_bytes(exported(recorded.database))
    return Sent(tmp_path / "st.json", tmp_path / "ex.jsonl", recorded.vault.folder, document)


def test_without_a_folder_the_files_are_not_called_checked(sent: Sent, command: Commanding) -> None:
    files = len(sent.document["manifest"]["files"])
    told = command.run("verify", sent.statement, "--export", sent.export)
    assert told.status == 0
    assert "Every record of the statement is here" in told.out
    assert f"{files} files of the statement were not looked at" in told.out
    assert "--vault" in told.out
    assert files > 0
    in_json = command.run("verify", sent.statement, "--export", sent.export, "--json").json
    assert in_json == {"schema": 1, "findings": [], "files_not_read": files}


def test_with_the_folder_every_file_is_read(sent: Sent, command: Commanding, recorded: Recorded) -> None:
    given = ("verify", sent.statement, "--export", sent.export, "--vault", sent.vault)
    assert "Every record and file of the statement is here" in command.run(*given).out
    assert command.run(*given, "--json").json["files_not_read"] == 0
    recorded.vault.path(recorded.a_file()).unlink()
    assert command.run(*given).status == 1


def test_a_changed_export_is_told_and_so_is_that_no_file_was_looked_at(sent: Sent, command: Commanding) -> None:
    sent.export.write_bytes(b"\n".join(sent.export.read_bytes().splitlines()[:-1]))
    told = command.run("verify", sent.statement, "--export", sent.export)
    assert told.status == 1
    assert "record missing" in told.out
    assert "were not looked at" in told.out


def test_a_folder_without_an_export_is_refused_and_not_passed_over(sent: Sent, command: Commanding) -> None:
    told = command.run("verify", sent.statement, "--vault", sent.vault)
    assert told.status == 1
    assert "--export" in told.words
    assert not command.home.exists(), "no home is made for it"
    assert "needs the statement" in command.run("verify", "--export", sent.export).words


def test_who_has_no_home_is_not_told_to_mend_one(sent: Sent, command: Commanding, recorded: Recorded) -> None:
    sent.export.write_bytes(b"\n".join(sent.export.read_bytes().splitlines()[:-1]))
    recorded.vault.path(recorded.a_file()).unlink()
    given = ("verify", sent.statement, "--export", sent.export, "--vault", sent.vault)
    told = command.run(*given)
    assert "record missing" in told.out
    assert "file missing" in told.out
    assert "--repair" not in told.out
    assert "ask whoever made the statement" in told.out
    advice = [one["advice"] for one in command.run(*given, "--json").json["findings"]]
    assert advice
    assert not [one for one in advice if "--repair" in one]


@pytest.mark.parametrize("content", [b"not JSON\n", b'{"some": "thing"}\n', b"[1]\n", None])
def test_a_bad_export_is_answered_with_what_an_export_is(
    sent: Sent, command: Commanding, content: bytes | None
) -> None:
    if content is None:
        sent.export.unlink()
    else:
        sent.export.write_bytes(content)
    told = command.run("verify", sent.statement, "--export", sent.export)
    assert (told.status, told.out) == (1, "")
    assert "onrecord export --jsonl" in told.words
    assert "onrecord statement" not in told.words
