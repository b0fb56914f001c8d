"""A report is made of days that there can be."""

import pytest

from cli.commanding import Commanding


@pytest.mark.parametrize(
    ("first", "last", "option"), [("2026-11-01", "9999-12-31", "--to"), ("0001-01-01",) * 2 + ("--from",)]
)
def test_days_outside_of_all_records_are_wrong_use(command: Commanding, first: str, last: str, option: str) -> None:
    ran = command.run("report", "--from", first, "--to", last)
    assert ran.status == 2
    assert option in ran.words
    assert "1970 to 2199" in ran.words
