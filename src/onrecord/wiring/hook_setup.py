"""Registration as a command or a screen asks for it: with the house's own address, and the test waited for."""

from typing import NamedTuple

from onrecord.domain.clock import SECOND
from onrecord.domain.errors import SettingsError
from onrecord.storage import listed_hooks
from onrecord.sync import registration
from onrecord.sync.asking import Asking
from onrecord.sync.registration import Registered
from onrecord.wiring.house import House

LOOK_EVERY_SECONDS = 0.3
NO_ADDRESS = (
    "Set ONRECORD_PUBLIC_URL to the https address under which Quo can reach this machine;"
    " docs/how-to/public-address.md has recipes. Without one nothing is lost: Quo is asked every minute."
)


class Tested(NamedTuple):
    """`arrived` False: not within the time it was given."""

    webhook_id: str
    event_id: str
    arrived: bool
    seconds: float


def register_house(house: House, asking: Asking) -> Registered:
    """SettingsError where there is no address to register."""
    url = house.settings.hook_url
    if not url:
        raise SettingsError("There is no public address that Quo could tell anything.", advice=NO_ADDRESS)
    return registration.register(asking, url)


def try_webhook(house: House, asking: Asking, webhook_id: str, *, patience_seconds: float) -> Tested:
    """Have a sample sent and wait for it, however it is taken in: by this process or by another one."""
    since_ms = house.clock.now_ms()
    event_id = registration.send_sample(asking, webhook_id)
    while True:
        arrived = registration.sample_arrived(asking, webhook_id, event_id, since_ms)
        seconds = (house.clock.now_ms() - since_ms) / SECOND
        if arrived or seconds >= patience_seconds:
            return Tested(webhook_id, event_id, arrived, seconds)
        house.clock.sleep_seconds(LOOK_EVERY_SECONDS)


def our_webhook(house: House) -> str:
    """The id of the one that leads to this house, as it was listed last. SettingsError where there is none."""
    url = house.settings.hook_url
    with house.database.reading() as conn:
        listed = listed_hooks.listed_hooks(conn, house.workspace_id)
    found = next((one for one in listed if one.generation == "N" and registration.same_address(one.url, url)), None)
    if found is None:
        raise SettingsError("No webhook leads to this house.", advice="Run `onrecord hooks register` first.")
    return found.webhook_id
