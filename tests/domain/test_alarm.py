"""The rules of alarms: what opens one, what keeps it open, what closes it."""

import pytest

from onrecord.domain.alarm import (
    AWAY_MS,
    BACKLOG_MS,
    CALM_MS,
    NEWS_MS,
    Alarm,
    AlarmKind,
    Known,
    Look,
    Room,
    Stuck,
    Trouble,
    Turn,
    Undelivered,
    Waiting,
    alarms,
    turned,
)

NOW = 1_790_000_000_000
GB = 1_000_000_000


def kinds(look: Look) -> list[str]:
    return [alarm.kind for alarm in alarms(look)]


def test_a_house_in_which_all_is_well_raises_nothing() -> None:
    well = Look(
        NOW,
        rooms=(Room("record", 50 * GB, 100 * GB),),
        to_fold=Waiting(5, NOW - 1_000),
        due=Waiting(3, NOW - BACKLOG_MS + 1),
        badly_signed=Waiting(2, NOW),
        undelivered=(Undelivered("7"),),
    )
    assert alarms(well) == []


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        (Look(NOW, trouble=Trouble(NOW, key_refused=True)), AlarmKind.KEY),
        (Look(NOW, trouble=Trouble(NOW - AWAY_MS, key_refused=False)), AlarmKind.PROVIDER),
        (Look(NOW, stuck=(Stuck("dated", "GET /calls", NOW - AWAY_MS, NOW - 1, "500"),)), AlarmKind.STUCK),
        (Look(NOW, to_fold=Waiting(9, NOW - BACKLOG_MS)), AlarmKind.BACKLOG),
        (Look(NOW, due=Waiting(9, NOW - BACKLOG_MS)), AlarmKind.BACKLOG),
        (Look(NOW, files_failing=1), AlarmKind.FILES),
        (Look(NOW, badly_signed=Waiting(3, NOW - 5)), AlarmKind.SIGNATURES),
        (Look(NOW, undelivered=(Undelivered("7", silent=Waiting(1, NOW - 5)),)), AlarmKind.SILENCE),
        (Look(NOW, undelivered=(Undelivered("7", lost=Waiting(1, NOW - 5)),)), AlarmKind.LOSS),
        (Look(NOW, rooms=(Room("vault", GB - 1, 500 * GB),)), AlarmKind.DISK),
        (Look(NOW, turns=(Turn("media", "v1", True, NOW),)), AlarmKind.LIMIT),
    ],
)
def test_each_thing_that_goes_wrong_has_its_alarm(look: Look, kind: str) -> None:
    assert kinds(look) == [kind]


def test_a_provider_that_was_away_for_a_moment_is_no_alarm() -> None:
    assert kinds(Look(NOW, trouble=Trouble(NOW - AWAY_MS + 1, key_refused=False))) == []


@pytest.mark.parametrize("last_ms", [NOW - AWAY_MS, NOW - 1])
def test_a_list_that_failed_once_or_for_a_moment_is_no_alarm(last_ms: int) -> None:
    since_ms = NOW - AWAY_MS if last_ms == NOW - AWAY_MS else NOW - AWAY_MS + 1
    assert kinds(Look(NOW, stuck=(Stuck("dated", "GET /calls", since_ms, last_ms, "500"),))) == []


def test_each_list_that_fails_has_its_own_alarm_with_what_was_answered() -> None:
    stuck = [Stuck("dated", name, NOW - AWAY_MS, NOW, f"{name}: 500") for name in ("GET /calls", "GET /messages")]
    first, second = alarms(Look(NOW, stuck=stuck))
    assert (first.key, second.key) == ("dated GET /calls", "dated GET /messages")
    assert first.detail["why"] == "GET /calls: 500"
    assert first.detail["since_ms"] == NOW - AWAY_MS


def test_a_small_disk_is_short_by_its_own_measure() -> None:
    assert kinds(Look(NOW, rooms=(Room("vault", GB // 2, 4 * GB),))) == []
    assert kinds(Look(NOW, rooms=(Room("vault", GB // 4, 4 * GB),))) == [AlarmKind.DISK]


def test_news_of_a_limit_is_news_for_a_week() -> None:
    assert kinds(Look(NOW, turns=(Turn("media", "v1", True, NOW - NEWS_MS),))) == []


def test_silence_says_more_than_loss_and_is_told_alone() -> None:
    both = Undelivered("7", silent=Waiting(1, NOW - 5), lost=Waiting(2, NOW - 9))
    assert kinds(Look(NOW, undelivered=(both,))) == [AlarmKind.SILENCE]


def test_what_is_new_opens_what_stays_is_seen_again_and_what_went_closes_after_a_calm() -> None:
    disk, key = Alarm(AlarmKind.DISK, "vault"), Alarm(AlarmKind.KEY)
    known = [Known(1, AlarmKind.DISK, "vault", NOW), Known(2, AlarmKind.FILES, "", NOW - CALM_MS)]
    change = turned([*known, Known(3, AlarmKind.BACKLOG, "fold", NOW - CALM_MS + 1)], [disk, key], NOW, watched_ms=0)
    assert change.opened == [key]
    assert change.still == [(1, disk)]
    assert change.closed == [2]


def test_what_waited_while_nobody_worked_is_no_backlog_yet() -> None:
    waits = Waiting(9, NOW - 9 * BACKLOG_MS)
    assert kinds(Look(NOW, NOW - BACKLOG_MS + 1, to_fold=waits, due=waits)) == []
    assert kinds(Look(NOW, NOW - BACKLOG_MS, to_fold=waits)) == [AlarmKind.BACKLOG]


def test_what_nobody_watched_was_not_calm() -> None:
    known = [Known(1, AlarmKind.PROVIDER, "", NOW - 9 * CALM_MS)]
    assert turned(known, [], NOW, watched_ms=NOW - CALM_MS + 1).closed == []
    assert turned(known, [], NOW, watched_ms=NOW - CALM_MS).closed == [1]
