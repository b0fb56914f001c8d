"""The watch of a house: alarms open and close by themselves, and each is told once."""

from pathlib import Path

import pytest

from fake_clock import FakeClock
from onrecord.domain.alarm import AWAY_MS, BACKLOG_MS, CALM_MS, LASTING_ATTEMPTS, Trouble
from onrecord.domain.capability import CapabilityChange
from onrecord.domain.clock import HOUR
from onrecord.domain.errand import Errand, next_attempt_ms
from onrecord.domain.errors import FileUnavailable, NotToldYet, ProviderRefusedKey, ProviderRejects, ProviderUnreachable
from onrecord.errands.run import Ran, run_ready
from onrecord.media.vault import Vault
from onrecord.outbox import telling
from onrecord.outbox.notice import Notice
from onrecord.outbox.telling import TELL, Teller
from onrecord.settings import read_settings
from onrecord.storage import alarms, dirty
from onrecord.storage.capabilities import add_change
from onrecord.storage.engine import Database
from onrecord.storage.errands import enqueue
from onrecord.storage.workspaces import ensure_workspace
from onrecord.views.alarms import say_alarm
from onrecord.wiring.channels import channels_of, status_url
from onrecord.wiring.house import House
from onrecord.wiring.signs import Signs
from onrecord.wiring.watch import resume, watch


@pytest.fixture
def house(sqlite_database: Database, home: Path, clock: FakeClock) -> House:
    settings = read_settings(
        home=home,
        smtp_url="smtp://127.0.0.1:9",
        alarm_email="ana@maplestreet.example",
        public_url="https://phone.example",
    )
    sqlite_database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=1))
    return House(settings, clock, sqlite_database, Vault(home / "vault"))


class PostBox:
    """Keeps letters instead of sending them; `shut` makes it refuse."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.shut = False

    def __call__(self, _office: object, notice: Notice, *, now_ms: int) -> None:
        if self.shut:
            raise NotToldYet("The mail server is away.")
        self.letters.append(notice.subject)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> PostBox:
    box = PostBox()
    monkeypatch.setattr(telling, "send_letter", box)
    return box


def tell(house: House) -> None:
    teller = Teller(house.database, 1, house.clock, channels_of(house), status_url(house))
    run_ready(house.database, 1, {TELL: teller}, clock=house.clock)


def refuse_the_key(house: House) -> None:
    house.signs.note(ProviderRefusedKey("no", status=401), house.clock.now_ms())


def pass_by(house: House, ms: int) -> None:
    assert isinstance(house.clock, FakeClock)
    house.clock.advance_ms(ms)


def on(house: House) -> list[str]:
    with house.database.reading() as conn:
        return [one.kind for one in alarms.open_alarms(conn, 1)]


def test_an_alarm_opens_is_told_once_closes_and_its_end_is_told(house: House, post: PostBox) -> None:
    refuse_the_key(house)
    for _ in range(3):
        watch(house)
        tell(house)
    assert on(house) == ["key_refused"]
    assert post.letters == ["Quo refuses the API key"]
    house.signs.note(None, house.clock.now_ms())
    watch(house)
    assert on(house) == ["key_refused"], "a moment without it is no end yet"
    pass_by(house, CALM_MS)
    watch(house)
    tell(house)
    watch(house)
    tell(house)
    assert on(house) == []
    assert post.letters == ["Quo refuses the API key", "Over: Quo refuses the API key"]


def test_a_letter_that_cannot_be_sent_waits_and_what_is_over_by_then_is_told_in_one(
    house: House, post: PostBox
) -> None:
    refuse_the_key(house)
    post.shut = True
    watch(house)
    tell(house)
    assert post.letters == []
    house.signs.note(None, house.clock.now_ms())
    pass_by(house, CALM_MS)
    watch(house)
    post.shut = False
    pass_by(house, CALM_MS)
    tell(house)
    assert post.letters == ["Over: Quo refuses the API key"]


def fail_to_fetch(house: House, times: int) -> None:
    for _ in range(times):
        assert run_ready(house.database, 1, {"fetch": host_is_away}, clock=house.clock) == Ran(again=1)
        pass_by(house, next_attempt_ms(times, 0))


def host_is_away(_: Errand) -> None:
    raise FileUnavailable("The file's host answers 503.")


def test_a_file_that_fails_for_a_quarter_of_an_hour_is_told_of_until_it_comes(house: House, post: PostBox) -> None:
    house.database.writer.write(lambda conn: enqueue(conn, 1, "fetch", "/photo", {}, run_at_ms=house.clock.now_ms()))
    fail_to_fetch(house, LASTING_ATTEMPTS - 1)
    watch(house)
    assert on(house) == []
    fail_to_fetch(house, 1)
    watch(house)
    tell(house)
    assert on(house) == ["files_fail"]
    pass_by(house, HOUR)
    run_ready(house.database, 1, {"fetch": lambda _: None}, clock=house.clock)
    pass_by(house, CALM_MS)
    watch(house)
    tell(house)
    assert on(house) == []
    assert post.letters == ["Some files could not be fetched", "Over: Some files could not be fetched"]


def restarted(house: House) -> House:
    """As after some hours in which nothing ran."""
    pass_by(house, 9 * CALM_MS)
    return House(house.settings, house.clock, house.database, house.vault)


def test_a_restart_is_no_end_of_what_was_wrong_and_nobody_is_told_of_it_twice(house: House, post: PostBox) -> None:
    refuse_the_key(house)
    watch(house)
    tell(house)
    again = restarted(house)
    watch(again)  # before the provider was asked
    refuse_the_key(again)
    watch(again)
    tell(again)
    assert on(again) == ["key_refused"]
    assert post.letters == ["Quo refuses the API key"]


def test_a_provider_that_is_still_away_after_a_restart_is_away_since_it_was(house: House, post: PostBox) -> None:
    began_ms = house.clock.now_ms()
    house.signs.note(ProviderUnreachable("no answer"), began_ms)
    pass_by(house, AWAY_MS)
    watch(house)
    tell(house)
    again = restarted(house)
    resume(again)
    again.signs.note(ProviderUnreachable("no answer"), again.clock.now_ms())
    for _ in range(2):
        watch(again)
        pass_by(again, CALM_MS)
    assert on(again) == ["provider_away"]
    assert again.signs.trouble == Trouble(began_ms, key_refused=False)
    again.signs.note(None, again.clock.now_ms())
    pass_by(again, CALM_MS)
    watch(again)
    tell(again)
    assert on(again) == []
    assert post.letters == ["Quo does not answer", "Over: Quo does not answer"]


def test_where_nobody_can_be_told_alarms_are_kept_all_the_same(house: House, home: Path) -> None:
    quiet = House(read_settings(home=home), house.clock, house.database, house.vault)
    refuse_the_key(quiet)
    watch(quiet)
    assert on(quiet) == ["key_refused"]
    tell(quiet)


def test_an_errand_for_a_channel_that_is_no_longer_set_up_ends(house: House, post: PostBox) -> None:
    teller = Teller(house.database, 1, house.clock, telling.Channels())
    assert teller(Errand(1, TELL, "1 email", {"alarm_id": 1, "channel": "email"}, 0)) is None


def test_work_that_waits_too_long_is_an_alarm(house: House) -> None:
    now_ms = house.clock.now_ms()
    mark = [("activity", "ACone")]
    house.database.writer.write(lambda conn: dirty.mark(conn, 1, mark, token=1, now_ms=now_ms - BACKLOG_MS))
    watch(house)
    assert on(house) == [], "it waited while nobody worked"
    pass_by(house, BACKLOG_MS)
    watch(house)
    assert on(house) == ["backlog_grows"]


def test_trouble_counts_from_its_first_failure_and_a_success_ends_it() -> None:
    signs = Signs()
    for at_ms in (5, 9):
        with pytest.raises(ProviderUnreachable), signs.of_the_provider(at_ms):
            raise ProviderUnreachable("no answer")
    with pytest.raises(ProviderRejects), signs.of_the_provider(10):
        raise ProviderRejects("not this", status=400)
    assert signs.trouble is not None
    assert (signs.trouble.since_ms, signs.trouble.key_refused) == (5, False)
    signs.note(None, 11)
    assert signs.trouble is None


def test_an_alarm_calls_a_limit_by_its_title(house: House) -> None:
    fell = CapabilityChange("contact_listing", "v1", "no", "yes", "asked", house.clock.now_ms())
    house.database.writer.write(lambda conn: add_change(conn, 1, fell))
    watch(house)
    with house.database.reading() as conn:
        (raised,) = alarms.open_alarms(conn, 1)
    assert say_alarm(raised.kind, raised.key, raised.detail).title == "Quo now gives more: The whole list of contacts"
