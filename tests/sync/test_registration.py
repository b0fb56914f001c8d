"""Registering: once is enough, what is there is completed, and what stands in the way is told."""

import pytest

from keeping import rows
from onrecord.domain.errors import NotOurs, ProviderHasNot
from onrecord.provider.webhooks import EVENTS, Webhook, create_webhook, list_webhooks
from onrecord.storage.engine import Database
from onrecord.storage.hooks import good_secrets, hooks
from onrecord.storage.listed_hooks import listed_hooks
from onrecord.sync import registration
from onrecord.sync.asking import Asking
from onrecord.sync.registration import judge, same_address
from simulator import Simulator
from sync.syncing import Syncing

URL = "http://127.0.0.1:9/hooks/quo"


def webhook(id_: str = "71", url: str = URL, **more: object) -> Webhook:
    return Webhook(id_, url, **({"events": EVENTS} | more))  # type: ignore[arg-type]


def kinds(made: list[Webhook], legacy: list[Webhook] | None = None, url: str = URL) -> list[tuple[str, str]]:
    return [(one.kind, one.webhook_id) for one in judge(made, legacy or [], url)]


# --- judging ----------------------------------------------------------------------------------------------------------


def test_one_complete_webhook_needs_no_remark() -> None:
    assert kinds([webhook(), webhook("72", "https://elsewhere.example/")]) == []


def test_the_same_address_twice_is_told_of_the_spare_one() -> None:
    assert kinds([webhook("71"), webhook("72", URL + "/")]) == [("twice", "72")]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"status": "disabled"}, "disabled"),
        ({"events": ("message.received",)}, "events"),
        ({"resource_ids": ("PNmain",)}, "lines"),
    ],
)
def test_a_webhook_that_tells_less_than_everything_is_told(more: dict[str, object], kind: str) -> None:
    assert kinds([webhook(**more)]) == [(kind, "71")]


OLD = [webhook("WHours"), webhook("WHtheirs", "https://crm.example/quo"), webhook("WHtoo")]


def test_older_webhooks_are_told_by_whom_they_lead_to_and_each_once() -> None:
    assert kinds([webhook()], OLD) == [("beside", "WHours"), ("beside", "WHtoo"), ("legacy", "WHtheirs")]
    assert kinds([], OLD) == [("only_legacy", "WHours"), ("only_legacy", "WHtoo"), ("legacy", "WHtheirs")]
    assert kinds([], OLD, url="") == [("legacy", "WHours")]


@pytest.mark.parametrize("made", [[webhook()], []])
def test_of_no_webhook_two_things_are_advised(made: list[Webhook]) -> None:
    told = judge(made, OLD, URL)
    for one in OLD:
        (remark,) = [remark for remark in told if one.id in f"{remark.said} {remark.todo}"]
        assert ("Leave" in remark.todo) == (one.url != URL)


@pytest.mark.parametrize("url", [URL, ""])
def test_no_remark_sends_anybody_to_a_file_that_they_may_not_have(url: str) -> None:
    made = [webhook(status="disabled"), webhook("72"), webhook("73", "https://elsewhere.example/")]
    assert not any("docs/" in f"{one.said} {one.todo}" for one in judge(made, OLD, url))


def test_without_an_address_no_webhook_is_ours() -> None:
    assert not same_address(URL, "")
    assert kinds([webhook(), webhook("72")], url="") == []


# --- doing ------------------------------------------------------------------------------------------------------------


def secrets(database: Database) -> list[tuple[str, str]]:
    with database.reading() as conn:
        return good_secrets(conn, 1)


def legacy_webhook(sim: Simulator, asking: Asking, url: str) -> str:
    made = sim.tell("/_sim/hooks", generation="L2", url=url)
    return str(made["id"])


def test_registering_makes_one_webhook_for_everything_and_keeps_its_secret(syncing: Syncing, sim: Simulator) -> None:
    with syncing.asking() as asking:
        found = registration.register(asking, URL)
        (listed,) = list_webhooks(asking.client)
    assert found.made
    assert found.remarks == []
    assert (listed.id, set(listed.events), listed.enabled) == (found.webhook_id, set(EVENTS), True)
    ((webhook_id, secret),) = secrets(syncing.database)
    assert webhook_id == found.webhook_id
    assert secret.startswith("whsec_")
    with syncing.database.reading() as conn:
        assert [one.webhook_id for one in listed_hooks(conn, 1)] == [found.webhook_id]


def test_registering_again_changes_nothing(syncing: Syncing) -> None:
    with syncing.asking() as asking:
        first = registration.register(asking, URL)
        before = secrets(syncing.database)
        again = registration.register(asking, URL)
        assert len(list_webhooks(asking.client)) == 1
    assert (again.webhook_id, again.made) == (first.webhook_id, False)
    assert secrets(syncing.database) == before


def test_a_webhook_whose_secret_nobody_kept_gets_a_new_one(syncing: Syncing) -> None:
    with syncing.asking() as asking:
        made = create_webhook(asking.client, URL, label="by hand")
        found = registration.register(asking, URL)
    assert (found.webhook_id, found.made) == (made.id, False)
    ((_, secret),) = secrets(syncing.database)
    assert secret != made.key


def test_an_older_webhook_that_leads_here_is_understood_too(syncing: Syncing, sim: Simulator) -> None:
    with syncing.asking() as asking:
        old = legacy_webhook(sim, asking, URL)
        legacy_webhook(sim, asking, "https://crm.example/quo")
        found = registration.register(asking, URL)
        registration.register(asking, URL)
    assert {"beside", "legacy"} == {one.kind for one in found.remarks}
    assert sorted(webhook_id for webhook_id, _ in secrets(syncing.database)) == sorted([old, found.webhook_id])


def test_a_rotated_secret_is_kept_and_the_former_one_stays_good(syncing: Syncing) -> None:
    with syncing.asking() as asking:
        found = registration.register(asking, URL)
        before = secrets(syncing.database)
        registration.rotate(asking, found.webhook_id, URL)
        after = secrets(syncing.database)
        with pytest.raises(ProviderHasNot):
            registration.rotate(asking, "404", URL)
    assert len(after) == 2
    assert set(before) < set(after)


@pytest.mark.parametrize("generation", ["N", "L2"])
def test_what_is_removed_is_gone_there_and_good_for_nothing_here(
    generation: str, syncing: Syncing, sim: Simulator
) -> None:
    with syncing.asking() as asking:
        legacy_webhook(sim, asking, URL)
        registration.register(asking, URL)
        gone = next(one for one, _ in secrets(syncing.database) if one.startswith("WH") is (generation == "L2"))
        assert registration.remove(asking, gone, URL)
        made, legacy = registration.webhooks_of(asking)
    assert gone not in {one.id for one in (*made, *legacy)}
    assert gone not in {webhook_id for webhook_id, _ in secrets(syncing.database)}
    with syncing.database.reading() as conn:
        assert gone in {one.webhook_id for one in hooks(conn, 1)}, "what it told keeps its name"


ELSEWHERE = "https://crm.example/quo"


@pytest.mark.parametrize("generation", ["N", "L2"])
@pytest.mark.parametrize("url", [URL, ""])
def test_a_webhook_of_another_program_is_left_alone_unless_that_is_meant(
    url: str, generation: str, syncing: Syncing, sim: Simulator
) -> None:
    theirs = sim.tell("/_sim/hooks", generation=generation, url=ELSEWHERE)

    def there() -> list[tuple[str, str]]:
        return [(one["id"], one["key"]) for one in sim.ask("/_sim/hooks")["hooks"]]

    before = there()
    with syncing.asking() as asking:
        with pytest.raises(NotOurs, match="leads to https"):
            registration.remove(asking, theirs["id"], url)
        if generation == "N":
            with pytest.raises(NotOurs, match="leads to https"):
                registration.rotate(asking, theirs["id"], url)
        assert there() == before
        assert secrets(syncing.database) == []
        if generation == "N":
            registration.rotate(asking, theirs["id"], url, elsewhere=True)
            assert there() != before
        assert registration.remove(asking, theirs["id"], url, elsewhere=True)
    assert there() == []


@pytest.mark.parametrize("id_", ["999", "WH999"])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_is_no_webhook_cannot_be_removed(elsewhere: bool, id_: str, syncing: Syncing) -> None:
    with syncing.asking() as asking, pytest.raises(ProviderHasNot, match=id_):
        registration.remove(asking, id_, URL, elsewhere=elsewhere)


def test_a_webhook_of_ours_that_somebody_removed_there_is_good_for_nothing_here_either(
    syncing: Syncing, sim: Simulator
) -> None:
    with syncing.asking() as asking:
        gone = registration.register(asking, URL).webhook_id
        sim.tell("/_sim/hooks", method="DELETE")
        assert not registration.remove(asking, gone, URL)
        assert secrets(syncing.database) == []
        with pytest.raises(ProviderHasNot):
            registration.remove(asking, gone, URL)


def test_the_sample_that_is_sent_never_becomes_a_record(syncing: Syncing, sim: Simulator) -> None:
    with syncing.asking() as asking:
        found = registration.register(asking, URL)
        event_id = registration.send_sample(asking, found.webhook_id)
        assert not registration.sample_arrived(asking, found.webhook_id, event_id, 0)
    assert rows(syncing.database, "select event_id from test_event") == [(event_id,)]


def test_where_there_are_no_new_webhooks_yet_it_says_so(sqlite_database: Database, sim_2025: Simulator) -> None:
    syncing = Syncing(sqlite_database, sim_2025.url)
    with syncing.asking() as asking, pytest.raises(ProviderHasNot):
        registration.register(asking, URL)
