"""What is told of one thing, encoded once; only the links in it are written anew for every answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from quosim.links import Links, path_of
from quosim.world.model import File

_MARK = re.compile(rb"~~link:\d+:here~~")


class Link:
    """Stands in an item where the signed URL of a file goes."""

    __slots__ = ("file",)

    def __init__(self, file: File) -> None:
        self.file = file


@dataclass(frozen=True, slots=True)
class Template:
    """JSON in pieces; the link to `paths[i]` goes between `pieces[i]` and `pieces[i + 1]`."""

    pieces: tuple[bytes, ...]
    paths: tuple[str, ...]

    def told(self, links: Links, base: str, now: int) -> bytes:
        if not self.paths:
            return self.pieces[0]
        parts = [self.pieces[0]]
        for path, piece in zip(self.paths, self.pieces[1:], strict=True):
            parts += [f"{base}{path}{links.sign(path, now)}".encode(), piece]
        return b"".join(parts)


def template(thing: object) -> Template:
    paths: list[str] = []

    def mark(value: object) -> str:
        if not isinstance(value, Link):
            raise TypeError(f"cannot be told: {value!r}")
        paths.append(path_of(value.file))
        return f"~~link:{len(paths)}:here~~"

    encoded = msgspec.json.encode(thing, enc_hook=mark)
    return Template(tuple(_MARK.split(encoded)), tuple(paths))


class Templates:
    """A cache of settled things, by shape and id. A thing is settled from the moment after which it tells the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[int, Template]] = {}

    def of(self, shape: str, ident: str, settled: int, now: int, make: Callable[[], object]) -> Template:
        kept = self._kept.get((shape, ident))
        if kept is not None and kept[0] <= now:
            return kept[1]
        made = template(make())
        if settled <= now:
            self._kept[shape, ident] = settled, made
        return made

    def clear(self) -> None:
        self._kept.clear()
