"""The page on which Quo is asked to tell us by itself."""

import pytest
from sqlalchemy import Connection

from onrecord.domain.alarm import Alarm, AlarmKind
from onrecord.provider.webhooks import EVENTS
from onrecord.storage import alarms, deliveries, errands, hook_wishes, listed_hooks, refusals
from onrecord.storage.deliveries import Received
from onrecord.storage.engine import Database
from onrecord.storage.hook_wishes import Standing, Wish
from onrecord.storage.listed_hooks import ListedHook
from onrecord.storage.refusals import Refusal
from onrecord.views.alarms import say_alarm
from web.seed import NOW
from web.seeded import SignedIn
from web.standing_house import BEN, CLEO, StandingHouse

OURS = ListedHook("71", "N", "https://phone.harbor.example/hooks/quo", True, EVENTS, ("*",), "Onrecord", 5)
OLD = ListedHook("WHold", "L2", "https://crm.example/quo", True, ("call.completed",), ("*",), "CRM", 1)


def list_hooks(house: StandingHouse, *listed: ListedHook) -> None:
    house.database.writer.write(lambda conn: listed_hooks.replace(conn, 1, listed, now_ms=NOW))


def standing(database: Database) -> Standing:
    with database.reading() as conn:
        return hook_wishes.standing(conn, 1)


def test_without_a_public_address_it_says_what_comes_later_and_what_to_do(
    signed_in: SignedIn, house: StandingHouse
) -> None:
    house.hook_url = ""
    page = signed_in().get("/setup").text
    assert "Nothing is lost" in page
    assert "ONRECORD_PUBLIC_URL" in page
    assert 'value="register"' not in page
    assert "docs/" not in page


def test_a_button_has_quo_tell_us_by_itself(signed_in: SignedIn, house: StandingHouse) -> None:
    ana = signed_in()
    assert "Have Quo tell us by itself" in ana.get("/setup").text
    answer = ana.post("/setup", data={"do": "register"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
    assert standing(house.database) == Standing(1, "")
    page = ana.get("/setup").text
    assert "Quo is being asked" in page
    assert 'hx-trigger="every 2s"' in page


def tell_of_something(house: StandingHouse, verdict: str = "accepted") -> None:
    came = Received("msg_1", "71", "N", "EV1", "message.received", NOW - 60_000, verdict, 1)
    house.database.writer.write(lambda conn: deliveries.add(conn, 1, [came]))


def test_before_anything_has_come_nothing_says_how_fast_it_comes(signed_in: SignedIn, house: StandingHouse) -> None:
    list_hooks(house, OURS)
    page = signed_in().get("/setup").text
    assert "nothing has come yet" in page
    assert "asked every minute" in page
    assert "A text is here about a second after it was sent" not in page


def test_what_leads_here_and_what_else_there_is_is_shown(signed_in: SignedIn, house: StandingHouse) -> None:
    list_hooks(house, OLD, OURS)
    tell_of_something(house, "test")
    page = signed_in().get("/setup").text
    assert "Quo tells us what happens by itself" in page
    assert "Older webhooks lead to other programs (WHold)" in page
    assert "docs/" not in page, "a guide that stands elsewhere is no help here"
    assert "To move without a hole" in page
    assert page.count('name="do" value="remove"') == 1, "only what leads here is ours to remove"
    assert 'value="test"' in page


def refuse(house: StandingHouse, times: int) -> None:
    last = [Refusal(NOW - 60_000, "wrong_signature", "webhook-signature", "203.0.…", 812)] * times
    house.database.writer.write(lambda conn: refusals.add(conn, 1, {"wrong_signature": times}, last))


@pytest.mark.parametrize("kind", [AlarmKind.SIGNATURES, AlarmKind.SILENCE])
def test_while_what_quo_tells_does_not_get_here_nothing_says_that_it_does(
    kind: str, signed_in: SignedIn, house: StandingHouse
) -> None:
    list_hooks(house, OURS)
    tell_of_something(house)
    page = signed_in()
    assert "A text is here about a second after it was sent" in page.get("/setup").text
    house.database.writer.write(lambda conn: alarms.open_alarm(conn, 1, Alarm(kind, detail={"count": 6}), now_ms=NOW))
    told = page.get("/setup").text
    assert "A text is here about a second after it was sent" not in told
    assert say_alarm(kind, "", {"count": 6}).title in told
    assert "asked every minute" in told


def test_deliveries_that_are_refused_now_are_told_before_an_alarm_is_open(
    signed_in: SignedIn, house: StandingHouse
) -> None:
    list_hooks(house, OURS)
    tell_of_something(house)
    refuse(house, 2)
    assert "A text is here about a second after it was sent" in signed_in().get("/setup").text, "two may be anybody's"
    refuse(house, 1)
    told = signed_in().get("/setup").text
    assert "A text is here about a second after it was sent" not in told
    assert "<code>onrecord hooks rotate</code>" in told


def test_why_it_could_not_be_done_is_shown_until_something_else_is_wished(
    signed_in: SignedIn, house: StandingHouse
) -> None:
    ana = signed_in()
    ana.post("/setup", data={"do": "register"})

    def give_up(conn: Connection) -> None:
        (leased,) = errands.lease_ready(conn, 1, ["hooks"], 1, lease="us", now_ms=NOW, until_ms=NOW + 1)
        errands.put_back(
            conn, 1, leased.id, lease="us", attempts=1, run_at_ms=NOW, failed_ms=NOW, error="Quo refuses the key."
        )

    house.database.writer.write(give_up)
    assert "Quo refuses the key." in ana.get("/setup").text
    list_hooks(house, OURS)
    ana.post("/setup", data={"do": "test", "webhook": "71"})
    assert standing(house.database) == Standing(1, "")


def test_it_is_for_those_who_see_every_number(signed_in: SignedIn, house: StandingHouse) -> None:
    for email in (BEN, CLEO):
        other = signed_in(email)
        assert other.get("/setup").status_code == 404
        assert other.post("/setup", data={"do": "register"}).status_code == 404
    assert standing(house.database) == Standing(0, "")


@pytest.mark.parametrize("do", ["test", "rotate", "remove"])
@pytest.mark.parametrize("webhook", ["WHold", "72", ""])
def test_only_a_webhook_that_leads_here_can_be_named(
    webhook: str, do: str, signed_in: SignedIn, house: StandingHouse
) -> None:
    list_hooks(house, OLD, OURS, OURS._replace(webhook_id="72", url="https://crm.example/quo"))
    ana = signed_in()
    assert ana.post("/setup", data={"do": do, "webhook": webhook}).status_code == 404
    assert standing(house.database) == Standing(0, "")
    assert ana.post("/setup", data={"do": do, "webhook": "71"}).status_code == 303


def test_removing_is_asked_back(signed_in: SignedIn, house: StandingHouse) -> None:
    list_hooks(house, OURS)
    asked = signed_in().get("/setup").text
    question = asked[asked.index("<summary") : asked.index('value="remove"')]
    assert "Remove" in question
    assert "cannot be undone" in question


def test_what_is_no_button_of_ours_is_refused(signed_in: SignedIn) -> None:
    assert signed_in().post("/setup", data={"do": "explode"}).status_code == 404


def test_wishes_are_kept_alike_on_both_databases(database: Database) -> None:
    def twice(conn: Connection) -> None:
        for _ in range(2):
            hook_wishes.wish(conn, 1, Wish("test", "71"), now_ms=5)

    database.writer.write(twice)
    assert standing(database) == Standing(1, "")
    with database.reading() as conn:
        assert hook_wishes.last_test_ms(conn, 1) is None
