"""What a route is, and finding the one that a path asks for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quosim.cursors import Key
from quosim.dates import Day
from quosim.house import House
from quosim.parameters import Parameter, Values
from quosim.templates import Template


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was understood. `base` opens the links: scheme and host as the client wrote them."""

    house: House
    operation: str
    path: tuple[str, ...]
    values: Values
    base: str
    now: int
    day: Day
    body: bytes = b""

    def tell(self, shape: str, ident: str, settled: int, make: Callable[[], object]) -> bytes:
        """One thing, from the cache when nothing about it can change any more."""
        kept = self.house.templates.of(shape, ident, settled, self.now, make)
        return kept.told(self.house.links, self.base, self.now)

    def tell_once(self, made: Template) -> bytes:
        return made.told(self.house.links, self.base, self.now)

    def cursor(self, ended: Key | None) -> str | None:
        return None if ended is None else self.house.cursors.make(self.operation, ended, self.now)


@dataclass(frozen=True, slots=True)
class Route:
    """`operation` is surface, method and template. `idents` are the prefixes that path ids must have, in order (`#` for
    a number); `resource` the two digits that open a v1 error code. The handler returns the body of a `status`."""

    operation: str
    handler: Callable[[Asked], bytes]
    parameters: tuple[Parameter, ...] = ()
    idents: tuple[str, ...] = ()
    resource: str = ""
    status: int = 200

    @property
    def surface(self) -> str:
        return self.operation.split(" ")[0]

    @property
    def method(self) -> str:
        return self.operation.split(" ")[1]

    @property
    def template(self) -> str:
        return self.operation.split(" ")[2]


class RouteTable:
    """Static segments win over ids, as `/phone-numbers/available` shows."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._static = {(route.method, route.template): route for route in self.routes if "{" not in route.template}
        self._shaped: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
        for route in self.routes:
            if "{" in route.template:
                segments = route.template.split("/")
                self._shaped.setdefault((route.method, len(segments)), []).append((segments, route))

    def find(self, method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
        static = self._static.get((method, path))
        if static is not None:
            return static, ()
        asked = path.split("/")
        for segments, route in self._shaped.get((method, len(asked)), ()):
            if all(one == two or one[:1] == "{" for one, two in zip(segments, asked, strict=True)):
                ids = tuple(two for one, two in zip(segments, asked, strict=True) if one[:1] == "{")
                if all(ids):
                    return route, ids
        return None
