"""What `/_sim/world` tells is so: a client that walks a surface finds what is `on` it, no more and no less."""

import json
import re
from urllib.parse import urlencode, urlsplit

import pytest

from quosim.floor import floor
from quosim.gate import Request, answer
from quosim.house import House, Options
from quosim.times import read_day
from quosim.truth import KINDS, Truth, shown
from quosim.world import make_world
from tiny_world import tiny_house

HEADERS = {b"authorization": b"ana", b"quo-api-version": b"2026-03-30", b"host": b"sim"}


class Walker:
    """Reads everything that a surface tells to someone who starts from nothing."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.found: dict[str, set[object]] = {kind: set() for kind in KINDS}

    def ask(self, path, **parameters):
        """The JSON of a 200, else None."""
        told = answer(self.house, Request("GET", path, urlencode(parameters, doseq=True), HEADERS, 0.0))[0]
        return json.loads(told.body) if told.status == 200 else None

    def every(self, path, size, limit, token, cursor, **parameters):
        while True:
            page = self.ask(path, **{size: limit, **parameters})
            if page is None:
                return
            yield from page["data"]
            if page.get(cursor) is None:
                return
            parameters[token] = page[cursor]

    def keep(self, kind, ident):
        self.found[kind].add(ident)

    def keep_media(self, message):
        for media in message.get("media", ()):
            self.keep("media", urlsplit(media["url"]).path)


class DatedWalker(Walker):
    def list(self, path, **parameters):
        return self.every(path, "limit", 50, "after", "nextCursor", **parameters)

    def walk(self):
        for kind, path in (("line", "/phone-numbers"), ("member", "/users"), ("contact", "/contacts")):
            for thing in self.list(path):
                self.keep(kind, thing["id"])
        for thing in self.list("/conversations"):
            self.keep("conversation", thing["id"])
        for message in self.list("/messages"):
            self.keep("message", message["id"])
            self.keep_media(message)
        for call in self.list("/calls", include="summary,voicemail"):
            self.keep("call", call["id"])
            if call["summary"]["status"] == "completed":
                self.keep("summary", call["id"])
            if call.get("voicemail", {}).get("status") == "completed":
                self.keep("voicemail", urlsplit(call["voicemail"]["recordingUrl"]).path)
            self._parts(call["id"])
        return self.found

    def _parts(self, ident):
        for recording in self.list(f"/calls/{ident}/recordings"):
            if recording["url"]:
                self.keep("recording", urlsplit(recording["url"]).path)
        for transcript in self.list(f"/calls/{ident}/transcripts"):
            if transcript["status"] == "completed":
                self.keep("transcript", transcript["recordingId"])


class V1Walker(Walker):
    def list(self, path, limit=100, **parameters):
        return self.every(path, "maxResults", limit, "pageToken", "nextPageToken", **parameters)

    def walk(self):
        for line in self.ask("/v1/phone-numbers")["data"]:
            self.keep("line", line["id"])
            for user in line["users"]:
                self.keep("member", user["id"])
        for user in self.list("/v1/users", 50):
            self.keep("member", user["id"])
        for contact in self.list("/v1/contacts", 50):
            self.keep("contact", contact["id"])
        for conversation in list(self.list("/v1/conversations")):
            self.keep("conversation", conversation["id"])
            self._thread({"phoneNumberId": conversation["phoneNumberId"], "participants": conversation["participants"]})
        return self.found

    def _thread(self, thread):
        for message in self.list("/v1/messages", **thread):
            self.keep("message", message["id"])
            self.keep_media(message)
        for call in self.list("/v1/calls", **thread):
            self.keep("call", call["id"])
            self._parts(call["id"])

    def _parts(self, ident):
        for recording in self.ask(f"/v1/call-recordings/{ident}")["data"]:
            if recording["url"]:
                self.keep("recording", urlsplit(recording["url"]).path)
        voicemail = self.ask(f"/v1/call-voicemails/{ident}")
        if voicemail and voicemail["data"]["recordingUrl"]:
            self.keep("voicemail", urlsplit(voicemail["data"]["recordingUrl"]).path)
        if self.ask(f"/v1/call-summaries/{ident}")["data"]["status"] == "completed":
            self.keep("summary", ident)
        transcript = self.ask(f"/v1/call-transcripts/{ident}")
        if transcript and transcript["data"]["status"] == "completed":
            self.keep("transcript", ident)


def told_on(house, surface):
    """What the truth says is on a surface, named as the walkers name it."""
    truth = Truth(house)
    found = {}
    for kind in KINDS:
        rows = [row for row in truth.rows(kind) if surface in row["on"]]
        if kind in ("media", "voicemail", "recording"):
            found[kind] = {f"/v1/resource/{row['file'].resource}/{row['file'].name}" for row in rows}
        elif kind == "summary" or (kind == "transcript" and surface == "v1"):
            found[kind] = {row["activity"] for row in rows}
        elif kind == "transcript":
            found[kind] = {re.sub("/transcript$", "", row["id"]) for row in rows}
        else:
            found[kind] = {row["id"] for row in rows}
    return found


MOMENTS = (
    "2026-11-20T12:10:00Z",
    "2026-11-20T12:00:00Z",
    "2026-10-01T10:05:30Z",
    "2026-09-15",
    "2026-06-20",
    "2025-07-30",
)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("old_media", [True, False])
@pytest.mark.parametrize(("surface", "walker"), [("dated", DatedWalker), ("v1", V1Walker)])
def test_in_the_tiny_world_a_surface_tells_what_is_on_it(surface, walker, old_media, moment):
    house = tiny_house(as_of=read_day(moment), old_media=old_media)
    assert walker(house).walk() == told_on(house, surface)


@pytest.mark.parametrize("moment", [None, "2026-09-29", "2025-07-30"])
@pytest.mark.parametrize(("surface", "walker"), [("dated", DatedWalker), ("v1", V1Walker)])
def test_in_the_demo_a_surface_tells_what_is_on_it(surface, walker, moment):
    house = House(Options(rate=0, as_of=moment and read_day(moment)), make_world, real=lambda: 0.0)
    assert walker(house).walk() == told_on(house, surface)


def test_the_tiny_world_holds_what_v1_cannot_show():
    house = tiny_house()
    truth = Truth(house)
    hidden = {row["id"] for kind in ("message", "call") for row in truth.rows(kind) if row["on"] == ["dated"]}
    assert hidden == {"ACcode", "ACthree", "AChidden"}
    assert {row["id"]: row["on"] for row in truth.rows("voicemail")} == {"VMone": []}  # not ready yet
    assert {row["id"]: row["on"] for row in truth.rows("member")}["SYUagent"] == []


def test_rows_name_their_line_time_activity_and_digest():
    house = tiny_house()
    row = next(row for row in Truth(house).rows("media") if row["ordinal"] == 1)
    told = shown(row, house.renderings.sha256)
    assert told["id"] == "ACold/media/1"
    assert (told["activity"], told["line"], len(told["sha256"])) == ("ACold", "PNmain", 64)
    assert "file" not in told


def test_the_floor_is_what_a_walk_of_full_pages_costs():
    """Counted by walking the dated surface as frugally as can be."""
    house = House(Options(rate=0), make_world, real=lambda: 0.0)
    walker = DatedWalker(house)
    for path in ("/phone-numbers", "/users", "/conversations", "/messages"):
        assert list(walker.list(path))
    for call in list(walker.list("/calls", include="summary,voicemail")):
        if call["answeredAt"] and walker.ask(f"/calls/{call['id']}/recordings", limit=50)["data"]:
            walker.ask(f"/calls/{call['id']}/transcripts", limit=50)
    walker.ask("/organization")
    list(V1Walker.list(walker, "/v1/contacts", 50))
    assert dict(house.statistics.by_operation) == floor(house)


def test_the_floor_of_v1_alone_is_what_its_walk_costs_where_it_can_be_read():
    house = House(Options(rate=0, as_of=read_day("2025-07-30")), make_world, real=lambda: 0.0)
    walker = V1Walker(house)
    walker.walk()
    parties = [sight.conversation.participants for sight in house.index.orders(house.clock.now()).created.things]
    unreadable = sum(1 for several in parties if len(several) > 1 or not several[0].startswith("+"))
    counted, least = house.statistics.by_operation, floor(house)
    assert counted["v1 GET /v1/messages"] - unreadable == least["v1 GET /v1/messages"]
    assert counted["v1 GET /v1/calls"] - unreadable == least["v1 GET /v1/calls"]
    assert counted["v1 GET /v1/conversations"] == least["v1 GET /v1/conversations"]
    assert not {operation for operation in least if operation.startswith("dated")}
