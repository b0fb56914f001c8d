"""The errand `hooks`: what a screen asks to be done about webhooks, done where the provider can be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from onrecord.domain.errand import Errand
from onrecord.domain.errors import SettingsError
from onrecord.storage.hook_wishes import Wish, WishKind
from onrecord.sync import registration
from onrecord.sync.asking import Asking
from onrecord.wiring.hook_setup import register_house, try_webhook
from onrecord.wiring.house import House

TRIAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class HookErrands:
    """The handler of `hooks`. What cannot be done is given up with its reason, which the screen shows."""

    house: House
    asking: Asking

    def __call__(self, errand: Errand) -> None:
        wish = msgspec.convert(errand.payload, Wish)
        doing: Mapping[str, Callable[[str], None]] = {
            WishKind.REGISTER: self._register,
            WishKind.TEST: self._test,
            WishKind.ROTATE: self._rotate,
            WishKind.REMOVE: self._remove,
        }
        doing[wish.kind](wish.webhook_id)

    def _register(self, _webhook_id: str) -> None:
        self._test(register_house(self.house, self.asking).webhook_id)

    def _remove(self, webhook_id: str) -> None:
        registration.remove(self.asking, webhook_id, self.house.settings.hook_url)

    def _rotate(self, webhook_id: str) -> None:
        registration.rotate(self.asking, webhook_id, self.house.settings.hook_url)

    def _test(self, webhook_id: str) -> None:
        tested = try_webhook(self.house, self.asking, webhook_id, patience_seconds=TRIAL_SECONDS)
        if not tested.arrived:
            raise SettingsError(
                f"Quo's test did not arrive within {TRIAL_SECONDS:.0f} seconds.",
                advice="Run `onrecord doctor` on the machine: it tries the public address from the outside in.",
            )
