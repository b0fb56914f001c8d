"""A statement is only made of a stretch of time and a phone number that there are."""

import pytest

from cli.commanding import Commanding


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--from", "2026-11-30", "--to", "2026-11-01"), "ends before it begins"),
        (("--from", "2026-11-01T10:00", "--to", "2026-11-01T10:00"), "ends before it begins"),
        (("--from", "2026-11-01", "--to", "9999-12-31"), "from 1970 to 2199"),
        (("--from", "2026-11-01", "--to", "2026-11-30", "--line", "PNnope"), "No phone number here has the id PNnope"),
    ],
)
def test_what_no_record_can_hold_is_refused_in_words_and_nothing_is_sealed(
    command: Commanding, given: tuple[str, ...], told: str
) -> None:
    ran = command.run("statement", *given, "--json")
    assert (ran.status, ran.out) == (1, "")
    assert told in ran.words


def test_a_statement_of_a_single_day_is_made(command: Commanding) -> None:
    ran = command.run("statement", "--from", "2026-11-01", "--to", "2026-11-01", "--json")
    assert ran.status == 0
    assert ran.json["manifest"] == {"records": {}, "files": {}}
