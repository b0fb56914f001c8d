"""The page about what the provider lets us get: for those who see every line, and true to the evidence."""

import pytest
from sqlalchemy import text

import keeping
from onrecord.domain.capability import Finding
from onrecord.domain.clock import DAY
from onrecord.limits.catalogue import CATALOGUE
from onrecord.limits.noting import note
from onrecord.limits.publication import Published, take
from provider_documents import Document, fields, listed, operation
from small_world import list_answer
from web.seeded import SignedIn
from web.standing_house import BEN, CLEO, StandingHouse

AT = 1_795_000_000_000


@pytest.fixture
def known(house: StandingHouse) -> StandingHouse:
    """Pictures are not offered, voicemails were and are again."""
    for finding in (
        Finding("media", "v1", "spec", "no", "GET /v1/messages has no media.", AT),
        Finding("voicemail", "v1", "probe", "no", "GET /v1/call-voicemails/{callId} answered 404.", AT),
        Finding("voicemail", "v1", "probe", "yes", "GET /v1/call-voicemails/{callId} answered.", AT + 1),
    ):
        house.database.writer.write(lambda conn, finding=finding: note(conn, 1, [finding]))
    return house


def test_the_page_says_what_is_lacking_why_and_what_to_do(known: StandingHouse, signed_in: SignedIn) -> None:
    page = signed_in().get("/limits")
    assert page.status_code == 200
    assert "Photos and files in messages" in page.text
    assert "Not offered by Quo" in page.text
    assert all(f'href="/limits/{entry.name}"' in page.text for entry in CATALOGUE)


def test_what_changed_says_whose_change_it_was(known: StandingHouse, signed_in: SignedIn) -> None:
    page = signed_in().get("/limits").text
    assert "Quo changed" in page


def test_each_has_a_page_with_its_evidence_and_a_text_for_support(known: StandingHouse, signed_in: SignedIn) -> None:
    page = signed_in().get("/limits/media").text
    assert "GET /v1/messages has no media." in page
    assert "Subject: API: Photos and files in messages" in page


def test_every_entry_has_its_page(known: StandingHouse, signed_in: SignedIn) -> None:
    ana = signed_in()
    assert {entry.name: ana.get(f"/limits/{entry.name}").status_code for entry in CATALOGUE} == {
        entry.name: 200 for entry in CATALOGUE
    }


@pytest.mark.parametrize("email", [BEN, CLEO])
def test_who_sees_some_lines_only_finds_nothing_and_has_no_say(email: str, signed_in: SignedIn) -> None:
    other = signed_in(email)
    paths = ("/limits", "/limits.md", "/limits/media")
    assert [other.get(path).status_code for path in paths] == [404, 404, 404]
    assert other.post("/limits/media", data={"verdict": "yes", "note": "So."}).status_code == 404


def test_what_ana_saw_decides_until_she_takes_it_back(known: StandingHouse, signed_in: SignedIn) -> None:
    ana = signed_in()
    said = ana.post("/limits/media", data={"verdict": "turned_off", "surface": "", "note": "Asked <b>support</b>."})
    assert (said.status_code, said.headers["location"]) == (303, "/limits/media")
    page = ana.get("/limits/media").text
    assert "Turned off in Quo" in page
    assert "Asked &lt;b&gt;support&lt;/b&gt;." in page
    assert "Asked" not in page[page.index("Subject:") :], "the text for support leaves out what a person wrote"
    ana.post("/limits/media", data={"verdict": "unknown", "surface": "", "note": "Never mind."})
    assert "Not offered by Quo" in ana.get("/limits").text


def test_what_makes_no_sense_is_refused(signed_in: SignedIn) -> None:
    ana = signed_in()
    assert ana.post("/limits/media", data={"verdict": "maybe", "note": "So."}).status_code == 400
    assert ana.get("/limits/wishes").status_code == 404


def test_the_document_can_be_put_into_a_wiki(known: StandingHouse, signed_in: SignedIn) -> None:
    answer = signed_in().get("/limits.md")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text.startswith("# What Quo lets us get\n")


def test_the_list_has_no_filter_for_what_cannot_be_had_and_a_line_that_says_why(
    known: StandingHouse, signed_in: SignedIn
) -> None:
    ana = signed_in()
    assert "view=photos" in ana.get("/?view=all").text, "what is held is shown whatever can be had now"
    known.database.writer.write(lambda conn: conn.execute(text("DELETE FROM artefact WHERE kind = 'media'")))
    known.database.writer.write(lambda conn: conn.execute(text("UPDATE conversation SET media = 0")))
    assert "view=photos" not in ana.get("/?view=all").text
    assert "Quo does not hand out photos and files so far" in ana.get("/?view=photos").text


def test_a_missed_call_says_in_one_line_why_it_has_no_voicemail(house: StandingHouse, signed_in: SignedIn) -> None:
    missed = "UPDATE activity SET voicemail_word = 'unknown', word_reasons = '[]' WHERE outcome = 'missed'"
    house.database.writer.write(lambda conn: conn.execute(text(missed)))
    with house.database.reading() as conn:
        (call_id,) = conn.execute(text("SELECT id FROM activity WHERE outcome = 'missed' ORDER BY id LIMIT 1")).one()
        found = text("SELECT c.id FROM activity a JOIN conversation c ON c.key = a.conversation_key WHERE a.id = :id")
        (address,) = conn.execute(found, {"id": call_id}).one()
    ana = signed_in()
    assert "Quo does not hand out voicemails" not in ana.get(f"/c/{address}?at={call_id}").text
    finding = Finding("voicemail", "v1", "probe", "no", "It answered 404.", AT)
    house.database.writer.write(lambda conn: note(conn, 1, [finding]))
    assert "Quo does not hand out voicemails so far" in ana.get(f"/c/{address}?at={call_id}").text


def test_what_quo_publishes_and_sends_anew_is_on_the_page(known: StandingHouse, signed_in: SignedIn) -> None:
    media = {"type": "array", "items": fields(url="string")}
    for at_ms, more in ((AT, {}), (AT + DAY, {"media": media})):
        published = Document({"/v1/messages": {"get": operation(listed(fields(id="string", **more)))}}).text
        take(known.database, 1, "v1", Published("https://docs.example/v1.json", published, at_ms), now_ms=at_ms)
    page = signed_in().get("/limits").text
    assert "What Quo publishes: API v1" in page
    assert "GET /v1/messages answers with media" in page
    assert "https://docs.example/v1.json" in page
    assert "may be what is missing here" not in page
    keeping.take(known.database, [list_answer("GET /v1/messages", [{"id": "ACnew", "attachments": []}], AT)])
    keeping.fold(known.database, known.clock)
    assert "<code>attachments</code>, once since" in signed_in().get("/limits").text
