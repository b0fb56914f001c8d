"""Adding by hand what the provider never gave: by those who may see the conversation, and nobody else."""

import io

from PIL import Image
from starlette.testclient import TestClient

from keeping import rows
from web import seed
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO, StandingHouse


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 60, 20)).save(file, "JPEG")
    return file.getvalue()


def message_of(house: StandingHouse, line: str) -> str:
    where = "line_id = :line AND kind = 'message'".replace(":line", f"'{line}'")
    return str(rows(house.database, f"SELECT id FROM activity WHERE {where} ORDER BY id LIMIT 1")[0][0])


def add(client: TestClient, activity_id: str, content: bytes, **form: str):  # type: ignore[no-untyped-def]
    files = {"file": ("wall.jpg", content, "image/jpeg")}
    return client.post(f"/a/{activity_id}/files", data={"kind": "media"} | form, files=files)


def said(house: StandingHouse) -> list[tuple[object, ...]]:
    return rows(house.database, "SELECT body FROM observation WHERE surface = 'hand'")


def test_ana_adds_a_photo_and_is_brought_back_to_its_message(house: StandingHouse, signed_in: SignedIn) -> None:
    activity_id = message_of(house, seed.OFFICE)
    answer = add(signed_in(ANA), activity_id, a_photo(), note="Saved on Tuesday")
    assert answer.status_code == 303
    assert f"at={activity_id}#{activity_id}" in answer.headers["location"]
    [(body,)] = said(house)
    assert b'"saved_by":"Ana"' in bytes(body)
    assert b'"note":"Saved on Tuesday"' in bytes(body)


def test_ben_may_add_to_his_line_only_and_cleo_to_none(house: StandingHouse, signed_in: SignedIn) -> None:
    assert add(signed_in(BEN), message_of(house, seed.FIELD), a_photo()).status_code == 303
    assert add(signed_in(BEN), message_of(house, seed.OFFICE), a_photo()).status_code == 404
    assert add(signed_in(CLEO), message_of(house, seed.FIELD), a_photo()).status_code == 404
    assert len(said(house)) == 1


def test_a_stranger_is_asked_to_sign_in_before_a_byte_is_read(house: StandingHouse, stranger: TestClient) -> None:
    assert add(stranger, message_of(house, seed.OFFICE), a_photo()).status_code == 401
    assert said(house) == []


def test_what_is_not_kept_is_told_in_words(house: StandingHouse, signed_in: SignedIn) -> None:
    client, activity_id = signed_in(ANA), message_of(house, seed.OFFICE)
    page = add(client, activity_id, b"<html><script>alert(1)</script></html>")
    assert page.status_code == 422
    assert "could do harm" in page.text
    assert add(client, activity_id, b"").status_code == 422
    assert add(client, activity_id, b"x" * 2_000_000).status_code == 413
    assert said(house) == []


def test_a_missing_photo_offers_to_be_added_and_a_kept_one_does_not(signed_in: SignedIn, house: StandingHouse) -> None:
    client = signed_in(ANA)
    missing = rows(house.database, "SELECT activity_id FROM artefact WHERE kind = 'media' AND state = 'expired'")
    [(address,)] = rows(house.database, f"SELECT conversation_id FROM activity WHERE id = '{missing[0][0]}'")
    page = client.get(f"/c/{address}?at={missing[0][0]}").text
    assert f'action="/a/{missing[0][0]}/files"' in page
    kept = rows(house.database, "SELECT activity_id FROM artefact WHERE kind = 'media' AND state = 'kept'")
    assert f'action="/a/{kept[0][0]}/files"' not in page
