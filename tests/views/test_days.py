"""Days begin and end where the workspace is, also when clocks are changed."""

import pytest

from onrecord.domain.clock import DAY, HOUR, ms_to_iso
from onrecord.domain.errors import SettingsError
from onrecord.views.days import first_moment, moment_after


def test_a_day_begins_at_midnight_of_the_zone_and_the_last_day_is_included() -> None:
    assert ms_to_iso(first_moment("2026-11-03", "America/New_York")) == "2026-11-03T05:00:00.000Z"
    assert ms_to_iso(moment_after("2026-11-03", "America/New_York")) == "2026-11-04T05:00:00.000Z"


@pytest.mark.parametrize(("day", "hours"), [("2026-11-01", 25), ("2026-03-08", 23), ("2026-06-01", 24)])
def test_days_on_which_clocks_are_changed_are_as_long_as_they_are(day: str, hours: int) -> None:
    zone = "America/New_York"
    assert moment_after(day, zone) - first_moment(day, zone) == hours * HOUR


def test_days_join_without_a_hole() -> None:
    assert moment_after("2026-11-03", "UTC") == first_moment("2026-11-04", "UTC")
    assert first_moment("2026-11-04", "UTC") - first_moment("2026-11-03", "UTC") == DAY


def test_a_moment_is_taken_as_it_is() -> None:
    assert ms_to_iso(first_moment("2026-11-03T10:00:00Z", "America/New_York")) == "2026-11-03T10:00:00.000Z"
    assert ms_to_iso(moment_after("2026-11-03T10:00", "America/New_York")) == "2026-11-03T15:00:00.000Z"


NONE = ("", "yesterday", "2026-13-01", "03.11.2026")
OUTSIDE = ("9999-12-31", "2200-01-01", "1969-12-31", "0001-01-01", "9999-12-31T23:00-23:00", "0001-01-01T00:00+14:00")


@pytest.mark.parametrize("text", [*NONE, *OUTSIDE])
def test_what_is_neither_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingsError):
        first_moment(text, "UTC")
    with pytest.raises(SettingsError):
        moment_after(text, "Pacific/Kiritimati")


def test_the_last_day_of_all_ends() -> None:
    assert ms_to_iso(moment_after("2199-12-31", "UTC")) == "2200-01-01T00:00:00.000Z"
    assert first_moment("1970-01-01", "UTC") == 0
