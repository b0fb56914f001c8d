"""Things in order of (time, id), and walking them a page at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from quosim.cursors import Key

T = TypeVar("T")
LAST = "\U0010ffff"  # sorts after every id


class Timeline(Generic[T]):
    """Equal times are ordered by id, as the provider's own cursors suggest."""

    def __init__(self, things: Iterable[T], key: Callable[[T], Key]) -> None:
        self.key = key
        self.things: list[T] = sorted(things, key=key)
        self.keys: list[Key] = [key(thing) for thing in self.things]

    def add(self, thing: T) -> None:
        """Put it where it belongs; mostly that is the end."""
        key = self.key(thing)
        place = bisect_right(self.keys, key)
        self.things.insert(place, thing)
        self.keys.insert(place, key)

    def drop_oldest(self) -> T:
        del self.keys[0]
        return self.things.pop(0)

    def between(self, after: int, upto: int) -> Sequence[T]:
        """Later than `after` and no later than `upto` (ms), oldest first."""
        return self.things[self.count(after) : self.count(upto)]

    def count(self, upto: int) -> int:
        """How many are no later than `upto` (ms)."""
        return bisect_right(self.keys, (upto, LAST))

    def upto(self, upto: int) -> Sequence[T]:
        return self.things[: self.count(upto)]

    def newest_first(self, low: int | None, high: int, after: Key | None) -> Iterator[T]:
        """From `high` (ms, inclusive) down to `low` (ms, inclusive), going on below the key `after`."""
        start = self.count(high)
        if after is not None:
            start = min(start, bisect_left(self.keys, after))
        stop = 0 if low is None else bisect_left(self.keys, (low, ""))
        things = self.things
        for position in range(start - 1, stop - 1, -1):
            yield things[position]

    def oldest_first(self, low: int | None, high: int, after: Key | None) -> Iterator[T]:
        start = 0 if low is None else bisect_left(self.keys, (low, ""))
        if after is not None:
            start = max(start, bisect_right(self.keys, after))
        things = self.things
        for position in range(start, self.count(high)):
            yield things[position]


def take(things: Iterator[T], limit: int, key: Callable[[T], Key]) -> tuple[list[T], Key | None]:
    """At most `limit` things, and where the page ended when there are more."""
    page: list[T] = []
    for thing in things:
        if len(page) == limit:
            return page, key(page[-1])
        page.append(thing)
    return page, None
