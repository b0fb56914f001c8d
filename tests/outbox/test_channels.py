"""Letters and calls, to a mail server and a web server of the test's own."""

import base64
import hashlib
import hmac
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from onrecord.domain.errors import NotToldYet, SettingsError
from onrecord.outbox.calls import Listener, call_listener
from onrecord.outbox.letters import PostOffice, send_letter, write_letter
from onrecord.outbox.notice import Notice

NOW = 1_795_176_000_000
NOTICE = Notice("alarm-7-opened", frozenset({"opened"}), "The disk is nearly full", "Make room.\n", b'{"a":1}')
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef").decode()


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters and says 250 to everything; `refuses` makes it say no to the letter."""

    allow_reuse_address = True
    daemon_threads = True
    refuses = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailTalk)
        self.letters: list[str] = []


class _MailTalk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 mail.example")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA" and self.server.refuses:
                self._say("554 no")
            elif word == b"DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 mail.example")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index, misc]  # an address of TCP
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_letter_reaches_the_mail_server() -> None:
    mail = MailServer()
    with served(mail) as port:
        office = PostOffice(f"smtp://127.0.0.1:{port}", "onrecord@maplestreet.example", ["ana@maplestreet.example"])
        send_letter(office, NOTICE, now_ms=NOW)
    (letter,) = mail.letters
    assert "Subject: Onrecord: The disk is nearly full" in letter
    assert "To: ana@maplestreet.example" in letter
    assert "Make room." in letter


def test_a_letter_sent_twice_bears_the_same_id() -> None:
    office = PostOffice("smtp://mail.example", "onrecord@maplestreet.example", ["ana@maplestreet.example"])
    first, second = (write_letter(office, NOTICE, now_ms=at)["Message-ID"] for at in (NOW, NOW + 5))
    assert first == second == "<alarm-7-opened@maplestreet.example>"


def test_a_mail_server_that_refuses_or_is_away_is_tried_again() -> None:
    mail = MailServer()
    mail.refuses = True
    with served(mail) as port, pytest.raises(NotToldYet) as refused:
        send_letter(PostOffice(f"smtp://127.0.0.1:{port}", "a@b.example", ["ana@b.example"]), NOTICE, now_ms=NOW)
    assert not refused.value.permanent
    with pytest.raises(NotToldYet):
        send_letter(PostOffice("smtp://127.0.0.1:9", "a@b.example", ["ana@b.example"]), NOTICE, now_ms=NOW)


def test_a_password_is_not_sent_without_tls() -> None:
    mail = MailServer()
    with served(mail) as port, pytest.raises(SettingsError):
        send_letter(PostOffice(f"smtp://ana:secret@127.0.0.1:{port}", "", ["ana@b.example"]), NOTICE, now_ms=NOW)
    assert mail.letters == []


class WebServer(HTTPServer):
    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _WebTalk)
        self.status = status
        self.heard: list[tuple[dict[str, str], bytes]] = []


class _WebTalk(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Tests print nothing."""


def test_a_call_bears_the_notice_and_a_signature_over_its_exact_bytes() -> None:
    web = WebServer(204)
    with served(web) as port:
        call_listener(Listener(f"http://127.0.0.1:{port}/alarms", SECRET), NOTICE, now_ms=NOW)
    ((headers, body),) = web.heard
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(b"0123456789abcdef", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert headers["webhook-id"] == NOTICE.id
    assert body == NOTICE.json


def test_without_a_secret_a_call_is_not_signed() -> None:
    web = WebServer(200)
    with served(web) as port:
        call_listener(Listener(f"http://127.0.0.1:{port}", ""), NOTICE, now_ms=NOW)
    assert "webhook-signature" not in web.heard[0][0]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_address_that_does_not_take_it_is_called_again(status: int) -> None:
    web = WebServer(status)
    with served(web) as port, pytest.raises(NotToldYet, match=str(status)):
        call_listener(Listener(f"http://127.0.0.1:{port}", ""), NOTICE, now_ms=NOW)


def test_an_address_that_is_away_is_called_again() -> None:
    with pytest.raises(NotToldYet):
        call_listener(Listener("http://127.0.0.1:9", ""), NOTICE, now_ms=NOW)
