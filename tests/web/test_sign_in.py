"""The door: who gets in, who has to wait, and how one leaves."""

import pytest
from starlette.testclient import TestClient

from onrecord.domain.clock import MINUTE, SECOND
from onrecord.storage.engine import Database
from onrecord.storage.sign_ins import Failures
from onrecord.storage.users import disable, put_user, user_by_email
from onrecord.web.app import build_app
from onrecord.web.passwords import hash_password, verify_password
from onrecord.web.screens.sign_in import WRONG
from onrecord.web.sessions import sign_in_link_token
from onrecord.web.throttle import FREE_TRIES, wait_ms
from web.seeded import SignedIn
from web.standing_house import ANA, PASSWORD, StandingHouse


def test_nobody_sees_anything_without_signing_in(stranger: TestClient) -> None:
    for path in ("/", "/status", "/search?q=pump", "/c/CNseed0001", "/files/" + "a" * 64):
        answer = stranger.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
    assert stranger.get("/live").status_code == 401


def test_the_right_password_opens_the_door_and_leads_on(stranger: TestClient) -> None:
    answer = stranger.post("/sign-in", data={"email": ANA.upper(), "password": PASSWORD, "next": "/status"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/status"
    assert stranger.get("/status").status_code == 200


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "", "x"])
def test_it_never_leads_to_another_site(stranger: TestClient, onward: str) -> None:
    answer = stranger.post("/sign-in", data={"email": ANA, "password": PASSWORD, "next": onward})
    assert answer.headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(stranger: TestClient) -> None:
    known = stranger.post("/sign-in", data={"email": ANA, "password": "wrong"})
    unknown = stranger.post("/sign-in", data={"email": "zoe@harbor.example", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    assert WRONG in known.text
    assert WRONG in unknown.text


def test_an_unknown_email_costs_a_verification_too(stranger: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def noting(password: str, stored: str | None) -> tuple[bool, str | None]:
        asked.append(stored)
        return verify_password(password, stored)

    monkeypatch.setattr("onrecord.web.screens.sign_in.verify_password", noting)
    stranger.post("/sign-in", data={"email": "zoe@harbor.example", "password": "wrong"})
    assert asked == [None]


def test_the_password_of_nobody_lets_nobody_in() -> None:
    assert verify_password("nobody has this password, but checking it takes as long", None) == (False, None)


def test_who_guesses_has_to_wait_longer_and_longer(stranger: TestClient, house: StandingHouse) -> None:
    for _ in range(FREE_TRIES):
        assert stranger.post("/sign-in", data={"email": ANA, "password": "wrong"}).status_code == 401
    refused = stranger.post("/sign-in", data={"email": ANA, "password": PASSWORD})
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "2"
    house.clock.advance_ms(2 * SECOND)
    assert stranger.post("/sign-in", data={"email": ANA, "password": "wrong"}).status_code == 401
    assert stranger.post("/sign-in", data={"email": ANA, "password": PASSWORD}).headers["retry-after"] == "4"
    house.clock.advance_ms(4 * SECOND)
    assert stranger.post("/sign-in", data={"email": ANA, "password": PASSWORD}).status_code == 303
    assert stranger.post("/sign-in", data={"email": ANA, "password": "wrong"}).status_code == 401


def test_guessing_at_many_emails_slows_the_address(stranger: TestClient) -> None:
    answers = [
        stranger.post("/sign-in", data={"email": f"guess{n}@harbor.example", "password": "wrong"}).status_code
        for n in range(14)
    ]
    assert answers[:12] == [401] * 12
    assert answers[-1] == 429


def test_the_wait_doubles_up_to_its_limit() -> None:
    waits = [wait_ms(Failures(times, 0), 0, free=2, longest_ms=MINUTE) for times in range(1, 10)]
    assert waits == [0, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]


def test_the_cookie_cannot_be_read_by_scripts_and_is_not_sent_along(stranger: TestClient) -> None:
    cookie = stranger.post("/sign-in", data={"email": ANA, "password": PASSWORD}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(house: StandingHouse) -> None:
    house.public_url = "https://record.example"
    with TestClient(build_app(house), base_url="https://record.example", follow_redirects=False) as client:
        answer = client.post("/sign-in", data={"email": ANA, "password": PASSWORD})
        assert answer.headers["set-cookie"].startswith("__Host-onrecord=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]
        assert client.get("/").status_code == 200


def test_a_forged_cookie_is_nobody(stranger: TestClient) -> None:
    stranger.cookies.set("onrecord", "eyJ1c2VyIjoxLCJlcG9jaCI6MH0.aaaa.bbbb")
    assert stranger.get("/").status_code == 303


def test_signing_out_ends_the_session_here(signed_in: SignedIn) -> None:
    client = signed_in()
    assert client.post("/sign-out").status_code == 303
    assert client.get("/").status_code == 303


def test_signing_out_everywhere_ends_the_sessions_of_other_browsers(signed_in: SignedIn) -> None:
    here, there = signed_in(), signed_in()
    here.post("/sign-out?everywhere=1")
    assert there.get("/").status_code == 303


def test_a_new_password_ends_sessions(signed_in: SignedIn, seeded_database: Database) -> None:
    client = signed_in()
    hashed = hash_password("another long password")
    seeded_database.writer.write(
        lambda conn: put_user(conn, 1, email=ANA, name="Ana", password_hash=hashed, role="owner", lines=None, now_ms=0)
    )
    assert client.get("/").status_code == 303


def test_a_disabled_user_is_out_at_once_and_stays_out(signed_in: SignedIn, seeded_database: Database) -> None:
    client = signed_in()
    assert seeded_database.writer.write(lambda conn: disable(conn, 1, ANA, 5))
    assert client.get("/").status_code == 303
    assert client.post("/sign-in", data={"email": ANA, "password": PASSWORD}).status_code == 401


def test_where_nobody_can_sign_in_it_says_how_and_stays_shut(sqlite_database: Database, house: StandingHouse) -> None:
    house.database = sqlite_database
    with TestClient(build_app(house), follow_redirects=False) as client:
        page = client.get("/sign-in")
        assert "onrecord user add" in page.text
        assert "<form" not in page.text
        assert client.get("/").status_code == 303


def test_a_sign_in_link_works_once(stranger: TestClient, house: StandingHouse) -> None:
    with house.database.reading() as conn:
        ana = user_by_email(conn, 1, ANA)
    assert ana is not None
    token = sign_in_link_token(house.secret_key, ana.id)
    assert stranger.get(f"/sign-in/with?token={token}").headers["location"] == "/"
    assert stranger.get("/").status_code == 200
    stranger.cookies.clear()
    assert stranger.get(f"/sign-in/with?token={token}").headers["location"] == "/sign-in"
    assert stranger.get("/").status_code == 303


def test_a_sign_in_link_of_another_key_works_never(stranger: TestClient) -> None:
    assert stranger.get(f"/sign-in/with?token={sign_in_link_token('other', 1)}").headers["location"] == "/sign-in"
