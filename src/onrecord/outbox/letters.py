"""Sending e-mail, by the server of `ONRECORD_SMTP_URL`."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from onrecord.domain.clock import ms_to_datetime
from onrecord.domain.errors import NotToldYet, SettingsError
from onrecord.outbox.notice import Notice

PATIENCE_SECONDS = 30


class PostOffice(NamedTuple):
    """The server, and from whom to whom."""

    url: str
    sender: str
    receivers: Sequence[str]


def send_letter(office: PostOffice, notice: Notice, *, now_ms: int) -> None:
    """NotToldYet where the server cannot be reached or refuses it: it is tried again."""
    letter = write_letter(office, notice, now_ms=now_ms)
    parts = urlsplit(office.url)
    try:
        with _connected(parts.scheme, parts.hostname or "", parts.port) as server:
            if parts.username:
                _sign_in(server, unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:  # the text of either may name people or hold the password
        raise NotToldYet(f"The mail server did not take a letter ({type(error).__name__}).") from None


def write_letter(office: PostOffice, notice: Notice, *, now_ms: int) -> EmailMessage:
    """The same notice bears the same Message-ID, so that one sent twice can be shown once."""
    letter = EmailMessage()
    letter["Subject"] = f"Onrecord: {notice.subject}"
    letter["From"] = office.sender or f"onrecord@{socket.getfqdn() or 'localhost'}"
    letter["To"] = ", ".join(office.receivers)
    letter["Date"] = format_datetime(ms_to_datetime(now_ms))
    letter["Message-ID"] = f"<{notice.id}@{str(letter['From']).rpartition('@')[2].rstrip('>')}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(notice.text)
    return letter


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """`smtp` asks for TLS wherever the server offers it; `smtps` speaks nothing else."""
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE_SECONDS, context=ssl.create_default_context())
    if scheme != "smtp":
        raise SettingsError("ONRECORD_SMTP_URL begins neither with smtp:// nor with smtps://.")
    server = smtplib.SMTP(host, port or 587, timeout=PATIENCE_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    return server


def _sign_in(server: smtplib.SMTP, name: str, password: str) -> None:
    if not isinstance(server.sock, ssl.SSLSocket):
        raise SettingsError("The mail server offers no TLS, and a password is not sent without it.")
    server.login(name, password)
