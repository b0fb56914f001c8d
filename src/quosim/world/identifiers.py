"""Ids in the provider's shapes, drawn from a stream of their own so that a new story does not change its neighbours."""

from quosim.world.chance import chance

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Identifiers:
    def __init__(self, stream: str) -> None:
        self._random = chance(stream, "ids")

    def _hex(self, length: int) -> str:
        return f"{self._random.getrandbits(length * 4):0{length}x}"

    def _short(self) -> str:
        return "".join(self._random.choices(LETTERS, k=10))

    def activity(self) -> str:
        return "AC" + self._hex(32)

    def conversation(self) -> str:
        return "CN" + self._hex(32)

    def recording(self) -> str:
        return "CR" + self._hex(32)

    def voicemail(self) -> str:
        return "VM" + self._hex(32)

    def media(self) -> str:
        return self._hex(32)

    def contact(self) -> str:
        return self._hex(24)

    def line(self) -> str:
        return "PN" + self._short()

    def member(self) -> str:
        return "US" + self._short()

    def agent(self) -> str:
        return "SYU" + self._short()

    def group(self) -> str:
        return "GR" + self._short()

    def organization(self) -> str:
        return "OR" + self._short()

    def task(self) -> str:
        return "TK" + self._hex(24)
