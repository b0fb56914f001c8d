"""Asking the provider about itself: what is judged, what becomes evidence, and that nobody is named."""

import json
from collections.abc import Iterator

import pytest

from fake_clock import FakeClock
from onrecord.domain.capability import EvidenceKind, Surface, Verdict
from onrecord.domain.clock import SystemClock
from onrecord.domain.errors import ProviderRefusedKey, ProviderUnreachable
from onrecord.inquiry.catalogue import CATALOGUE
from onrecord.inquiry.question import Judged
from onrecord.inquiry.report import as_json, as_markdown
from onrecord.inquiry.run import Inquirer, Report
from onrecord.media.address import AllowedPlaces
from onrecord.media.download import Downloads
from onrecord.provider.client import Client
from onrecord.provider.pace import Pacer
from simulator import Simulator, running_quosim, serving
from tiny_world import CLEO, CREW_OWN, DORA, OWN, tiny_house

KEY = "key-of-ana"


@pytest.fixture
def tiny() -> Iterator[Simulator]:
    with serving(tiny_house(rate=1000)) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def demo() -> Iterator[Simulator]:
    with running_quosim(world="demo", rate=0) as simulator:
        yield simulator


def inquire(url: str, *, key: str = KEY) -> Report:
    clock = SystemClock()
    with (
        Client(url, key, Pacer(None, clock, 0), clock) as client,
        Downloads(AllowedPlaces(frozenset(), url), 1_000_000) as downloads,
    ):
        return Inquirer(client, downloads, clock, rate=0, later_seconds=0).inquire()


def judged(report: Report, answer: Judged) -> set[str]:
    return {one.inquiry.name for one in report.answered if one.outcome.judged == answer}


def shown(report: Report) -> dict[tuple[str, str], str]:
    return {(found.name, found.surface): found.verdict for found in report.findings()}


def test_today_the_provider_answers_as_assumed(demo: Simulator) -> None:
    report = inquire(demo.url)
    assert judged(report, Judged.DIFFERS) == set()
    assert judged(report, Judged.CANNOT_TELL) <= {"delivery_log", "retry_after", "rate", "calls_move_conversations"}
    assert (report.unanswered, report.too_many) == (0, 0)
    assert report.requests < 45


def test_in_july_2025_it_says_what_was_not_there(demo: Simulator) -> None:
    demo.tell("/_sim/clock", as_of="2025-07-30")
    report = inquire(demo.url)
    demo.tell("/_sim/reset")
    assert judged(report, Judged.DIFFERS) >= {
        "dated_numbers", "dated_calls", "dated_messages", "group_texts", "v1_no_voicemail", "v1_contacts", "v1_users",
    }  # fmt: skip
    verdicts = shown(report)
    assert verdicts["voicemail", Surface.V1] == Verdict.NO
    assert verdicts["group_messages", Surface.V1] == Verdict.NO
    assert verdicts["surface", Surface.DATED] == Verdict.NO


def test_an_account_without_any_data_is_no_trouble() -> None:
    with running_quosim(world="empty", rate=0) as empty:
        report = inquire(empty.url)
    assert report.unanswered == 0
    assert {"recordings", "durations", "link_life", "messages_bound"} <= judged(report, Judged.CANNOT_TELL)


@pytest.mark.parametrize(("status", "verdict"), [("402", Verdict.NOT_IN_PLAN), ("403", Verdict.TURNED_OFF)])
def test_what_the_plan_withholds_is_told_from_what_there_is_not(tiny: Simulator, status: str, verdict: str) -> None:
    for operation in ("dated GET /calls/{callId}/transcripts", "v1 GET /v1/call-summaries/{callId}"):
        tiny.tell("/_sim/faults", operation=operation, kind=status, times=10)
    verdicts = shown(inquire(tiny.url))
    assert verdicts["transcripts", Surface.DATED] == verdict
    assert verdicts["summaries", Surface.V1] == verdict


def test_a_refusal_as_too_many_is_counted_and_asked_once_more(tiny: Simulator) -> None:
    tiny.tell("/_sim/faults", operation="dated GET /calls", kind="429", times=1)
    report = inquire(tiny.url)
    assert (report.too_many, report.unanswered) == (1, 0)
    assert "retry_after" in judged(report, Judged.AS_ASSUMED)


def test_what_gets_no_answer_is_counted_and_the_rest_goes_on(tiny: Simulator) -> None:
    tiny.tell("/_sim/faults", operation="v1 GET /v1/webhooks", kind="500", share=1.0)
    report = inquire(tiny.url)
    assert report.unanswered == 1
    assert "v1_webhooks" in judged(report, Judged.CANNOT_TELL)
    assert len(report.answered) == len(CATALOGUE)


def test_a_provider_that_is_away_and_a_key_that_is_refused_end_it() -> None:
    with pytest.raises(ProviderUnreachable):
        inquire("http://127.0.0.1:9")
    with serving(tiny_house(key="another")) as simulator, pytest.raises(ProviderRefusedKey):
        inquire(simulator.url)


def test_nobody_is_named_and_no_secret_is_told(tiny: Simulator) -> None:
    report = inquire(tiny.url)
    told = json.dumps(as_json(report)) + as_markdown(report)
    secrets = {OWN, CREW_OWN, CLEO, DORA, KEY, "sig=", "it leaks", "look", "Ana", "Ben", "PNmain", "ACtalk", "USana"}
    assert {secret for secret in secrets if secret in told} == set()
    assert not any(digits[-4:] in told for digits in (OWN, CLEO, DORA))


def test_only_questions_that_change_nothing_are_asked(tiny: Simulator) -> None:
    inquire(tiny.url)
    operations = set(tiny.stats["requests"]["by_operation"]) - {"unknown route"}
    assert all(operation.split()[1] == "GET" for operation in operations)


def test_no_more_than_five_a_second_are_asked(tiny: Simulator) -> None:
    clock = FakeClock()
    began = clock.monotonic_seconds()
    with (
        Client(tiny.url, KEY, Pacer(None, clock, 0), clock) as client,
        Downloads(AllowedPlaces(frozenset(), tiny.url), 1_000_000) as downloads,
    ):
        report = Inquirer(client, downloads, clock, later_seconds=0).inquire()
    assert clock.monotonic_seconds() - began >= (report.requests - 1) / 5


def test_what_was_learnt_is_evidence_of_the_kind_that_was_asked(tiny: Simulator) -> None:
    findings = list(inquire(tiny.url).findings())
    assert {found.kind for found in findings} == {EvidenceKind.PROBE}
    assert ("media", Surface.V1, Verdict.YES) in {(one.name, one.surface, one.verdict) for one in findings}
