"""How this house's owner can be reached, by the settings."""

from onrecord.outbox.calls import Listener
from onrecord.outbox.letters import PostOffice
from onrecord.outbox.telling import Channels
from onrecord.wiring.house import House


def channels_of(house: House) -> Channels:
    settings = house.settings
    smtp_url, listener_url = settings.smtp_url.get_secret_value(), settings.alarm_webhook_url.get_secret_value()
    writes = bool(smtp_url and settings.alarm_email)
    return Channels(
        office=PostOffice(smtp_url, settings.email_from, settings.alarm_email) if writes else None,
        listener=Listener(listener_url, settings.alarm_webhook_secret.get_secret_value()) if listener_url else None,
    )


def status_url(house: House) -> str:
    """Where a notice leads; empty where browsers have no address of ours."""
    public = house.settings.public_url
    return f"{public}/status" if public else ""
