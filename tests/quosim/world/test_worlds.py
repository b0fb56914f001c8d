"""The truth is the same on every machine, of the promised size, and consistent with itself."""

import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from quosim.times import read_day
from quosim.world import make_world
from quosim.world.chronicle import EXTENSIONS
from quosim.world.model import File, World

BOUNDS = {
    "demo": {
        "lines": (3, 3), "members": (5, 5), "conversations": (225, 260), "messages": (2_600, 3_300),
        "calls": (165, 240), "recordings": (70, 110), "voicemails": (45, 80), "media": (125, 190),
        "contacts": (170, 220), "tasks": (5, 40),
    },
    "origin": {
        "lines": (1, 1), "members": (3, 3), "conversations": (8_400, 8_400), "messages": (28_000, 28_000),
        "calls": (2_200, 2_200), "recordings": (1_500, 1_500), "voicemails": (300, 300), "media": (800, 800),
        "contacts": (7_000, 7_000), "tasks": (0, 0),
    },
    "empty": {"lines": (1, 1), "members": (1, 1), "conversations": (0, 0), "messages": (0, 0), "calls": (0, 0)},
}  # fmt: skip
SHOWN = {  # the seed that people see when they ask for none
    "conversations": (235, 255), "messages": (2_900, 3_100), "calls": (200, 230), "recordings": (80, 100),
    "voicemails": (50, 70), "media": (135, 155),
}  # fmt: skip
FICTIONAL = re.compile(r"\+1[2-9]\d\d55501\d\d")
HIDDEN = {"Anonymous", "Blocked", "Restricted"}


def recordings(world: World) -> list[File]:
    return [each.file for call in world.calls for each in call.recordings]


def voicemails(world: World) -> list[File]:
    return [call.voicemail.file for call in world.calls if call.voicemail]


def media(world: World) -> list[File]:
    return [file for message in world.messages for file in message.media]


def sizes(world: World) -> dict[str, int]:
    kinds = ("lines", "members", "conversations", "messages", "calls", "contacts", "tasks")
    told = {kind: len(getattr(world, kind)) for kind in kinds}
    files = {"recordings": recordings(world), "voicemails": voicemails(world), "media": media(world)}
    return told | {kind: len(found) for kind, found in files.items()}


@pytest.fixture(scope="module", params=["demo", "origin", "empty"])
def world(request: pytest.FixtureRequest) -> World:
    return make_world(request.param, 7)


@pytest.mark.parametrize("name", ["demo", "origin", "empty"])
def test_the_same_seed_makes_the_same_world(name):
    assert make_world(name, 3) == make_world(name, 3)


@pytest.mark.parametrize("name", ["demo", "origin", "empty"])
def test_another_seed_makes_another_world(name):
    assert make_world(name, 3).lines[0].id != make_world(name, 4).lines[0].id


def test_an_unknown_world_is_an_error():
    with pytest.raises(KeyError):
        make_world("atlantis", 1)


def test_a_world_has_the_promised_size(world):
    found = sizes(world)
    for kind, (least, most) in BOUNDS[world.name].items():
        assert least <= found[kind] <= most, kind


@pytest.mark.parametrize("seed", [1, 2, 42])
def test_the_demo_keeps_its_size_with_other_seeds(seed):
    found = sizes(make_world("demo", seed))
    assert {kind: n for kind, n in found.items() if not BOUNDS["demo"][kind][0] <= n <= BOUNDS["demo"][kind][1]} == {}


def test_the_demo_that_is_shown_has_the_size_that_is_told():
    found = sizes(make_world("demo", 1))
    assert {kind: found[kind] for kind, (least, most) in SHOWN.items() if not least <= found[kind] <= most} == {}


def all_ids(world: World) -> Iterator[str]:
    for kind in ("lines", "members", "conversations", "messages", "calls", "contacts", "tasks"):
        yield from (each.id for each in getattr(world, kind))
    for call in world.calls:
        yield from (each.id for each in call.recordings)
        if call.voicemail:
            yield from (call.voicemail.id, call.voicemail.activity_id)
    yield from (file.id for file in media(world))


def test_no_id_is_given_twice(world):
    assert [each for each, times in Counter(all_ids(world)).items() if times > 1] == []


def test_ids_have_the_shapes_of_the_provider(world):
    assert all(re.fullmatch(r"AC[0-9a-f]{32}", each.id) for each in (*world.messages, *world.calls))
    assert all(re.fullmatch(r"CN[0-9a-f]{32}", each.id) for each in world.conversations)
    assert all(re.fullmatch(r"PN\w{10}", each.id) for each in world.lines)
    assert all(re.fullmatch(r"SYU\w{10}" if each.is_agent else r"US\w{10}", each.id) for each in world.members)
    assert all(re.fullmatch(r"[0-9a-f]{24}", each.id) for each in world.contacts)


def test_every_number_is_reserved_for_fiction(world):
    numbers = {line.number for line in world.lines}
    for conversation in world.conversations:
        numbers |= {each for each in conversation.participants if each not in HIDDEN and not each.isdigit()}
    typed = {re.sub(r"\D", "", each.value)[-10:] for contact in world.contacts for each in contact.numbers}
    numbers |= {f"+1{digits}" for digits in typed}
    assert [number for number in sorted(numbers) if not FICTIONAL.fullmatch(number)] == []


def test_activities_belong_to_the_line_and_people_of_their_conversation(world):
    conversations = {each.id: each for each in world.conversations}
    numbers = {line.id: line.number for line in world.lines}
    for message in world.messages:
        conversation, own = conversations[message.conversation_id], numbers[message.line_id]
        assert message.line_id == conversation.line_id
        said = {message.sender, *message.recipients}
        assert said == {own, *conversation.participants}
        assert (message.sender == own) == (message.direction == "outgoing")
    for call in world.calls:
        conversation = conversations[call.conversation_id]
        assert (call.line_id, call.others) == (conversation.line_id, conversation.participants)


def test_a_conversation_begins_with_its_first_activity(world):
    first: dict[str, int] = {}
    for each in (*world.messages, *world.calls):
        first[each.conversation_id] = min(each.at, first.get(each.conversation_id, each.at))
    assert {each.id: each.at for each in world.conversations} == first


def test_nothing_settles_before_it_happens_and_nothing_happens_after_the_end(world):
    for message in world.messages:
        assert world.start <= message.at <= message.settled_at <= world.end
    for call in world.calls:
        assert world.start <= call.at <= (call.answered_at or call.at) <= (call.completed_at or call.at) <= world.end
        for recording in call.recordings:
            assert call.at <= recording.start < recording.ready_at <= recording.transcript_ready_at
        if call.voicemail:
            assert call.at < call.voicemail.ready_at
    for contact in world.contacts:
        assert world.start <= contact.at <= contact.updated_at <= world.end


def test_lists_are_told_oldest_first(world):
    for kind in (world.messages, world.calls, world.conversations, world.contacts):
        assert [each.at for each in kind] == sorted(each.at for each in kind)


def test_members_and_lines_that_are_named_exist(world):
    members = {each.id for each in world.members}
    told = {each.member_id for each in (*world.messages, *world.calls)} - {None}
    told |= {each for call in world.calls for each in (call.answered_by, call.initiated_by)} - {None}
    told |= {member for line in world.lines for member in line.member_ids}
    assert told <= members


def test_the_segments_of_a_transcript_lie_within_its_recording(world):
    for call in world.calls:
        for recording in call.recordings:
            ends = [0.0, *(each.end for each in recording.segments)]
            assert ends == sorted(ends)
            assert all(each.start < each.end and each.text for each in recording.segments)
            assert ends[-1] <= recording.duration_seconds + 1


def test_every_line_of_the_demo_has_a_recent_word_that_waits_for_an_answer():
    world = make_world("demo", 7)
    last: dict[str, tuple[int, str, str]] = {}
    for each in (*world.messages, *world.calls):
        last[each.conversation_id] = max(
            last.get(each.conversation_id, (0, "", "")), (each.at, each.direction, each.line_id)
        )
    waiting = {line for at, direction, line in last.values() if direction == "incoming" and world.end - at < 86_400_000}
    assert waiting == {line.id for line in world.lines}


def test_the_demo_ends_with_a_voicemail_and_a_recording_that_are_not_ready_yet():
    world = make_world("demo", 7)
    unready = [call for call in world.calls if call.voicemail and call.voicemail.ready_at > world.end]
    unready_recordings = [each for call in world.calls for each in call.recordings if each.ready_at > world.end]
    assert (len(unready), len(unready_recordings)) == (1, 1)


def test_the_demo_holds_what_makes_the_provider_difficult():
    world = make_world("demo", 7)
    own = {line.number for line in world.lines}
    assert {each.participants[0] for each in world.conversations} >= HIDDEN
    assert any(each.participants[0].isdigit() for each in world.conversations)
    assert any(len(each.participants) == 3 for each in world.conversations)
    assert any(set(call.others) <= own and call.direction == "incoming" for call in world.calls)
    assert any(set(call.others) <= own and call.direction == "outgoing" for call in world.calls)
    assert any(len(call.others) > 1 for call in world.calls)
    assert any(len(call.recordings) == 2 for call in world.calls)
    assert any(call.duration_seconds == 136 and call.v1_duration_seconds == 0 for call in world.calls)
    assert any(call.status == "completed" and call.answered_at is None for call in world.calls)
    assert {call.participants_bug for call in world.calls} >= {"empty", "reordered", None}
    assert {"forwarded", "abandoned", "no-answer", "missed"} <= {call.status for call in world.calls}
    assert {"failed", "undelivered", "delivered", "received"} == {each.status for each in world.messages}
    assert any(call.summary and call.summary.jobs for call in world.calls)
    assert any(message.direction == "incoming" and message.member_id for message in world.messages)
    assert any(message.text == "STOP" for message in world.messages)
    announced = [each for each in world.messages if "more like these" in each.text]
    assert announced
    assert all(not each.media for each in announced)


@pytest.mark.parametrize("seed", [1, 7])
def test_the_demo_held_what_v1_cannot_show_when_v1_was_all_there_was(seed):
    world, alone = make_world("demo", seed), read_day("2025-07-30")
    early = [each for each in world.conversations if each.at < alone]
    texts = Counter(each.conversation_id for each in world.messages if each.at < alone)
    calls = Counter(each.conversation_id for each in world.calls if each.at < alone)
    groups = [each for each in early if len(each.participants) > 1]
    assert sum(each.participants[0].isdigit() for each in early) >= 2
    assert sum(each.participants[0] in HIDDEN for each in early) >= 3
    assert sum(texts[each.id] > 0 for each in groups) >= 2
    assert any(calls[each.id] for each in groups)


def test_every_kind_of_file_is_among_the_texts_of_the_demo():
    told = [(each.direction, file.true_type) for each in make_world("demo", 1).messages for file in each.media]
    assert {true_type for _, true_type in told} == set(EXTENSIONS)
    assert {("incoming", kind) for kind in ("text/vcard", "video/3gpp", "video/mp4", "audio/amr")} <= set(told)


def test_a_conversation_of_the_demo_bears_the_name_that_is_on_the_card():
    world = make_world("demo", 1)
    cards = {
        "+1" + re.sub(r"\D", "", number.value)[-10:]: " ".join(filter(None, (each.first_name, each.last_name)))
        for each in world.contacts
        for number in each.numbers
    }
    named = {each.participants[0]: each.name for each in world.conversations if each.name}
    assert len(named) > 100
    assert {number: cards.get(number) for number in named} == named


def test_people_in_the_demo_hardly_repeat_themselves():
    texts = Counter(each.text for each in make_world("demo", 7).messages if len(each.text) > 40)
    assert len(texts) > 700
    assert [text for text, times in texts.items() if times > 14] == []


def test_origin_says_how_long_it_takes(capsys):
    begun = time.perf_counter()
    make_world("origin", 1)
    with capsys.disabled():
        print(f"\norigin ready in {time.perf_counter() - begun:.2f} s")  # noqa: T201 - a figure to read, not to assert
