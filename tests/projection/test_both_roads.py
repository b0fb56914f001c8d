"""The same facts pulled and pushed: in any order, repeated, split over the generations, they make the same export."""

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection

from both_roads import Facts, account, conversations, facts, pulled, pushed
from fake_clock import FakeClock
from keeping import empty, exported, fold
from onrecord.intake.delivered import take_deliveries
from onrecord.intake.pulled import take_page
from onrecord.provider.client import Answer
from onrecord.provider.envelope import split
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from taking import delivery_of

Told = Answer | dict[str, Any]
Row = dict[str, Any]

ONLY_HEARD = {("call", "conversation_id"), ("call", "forwarded_from"), ("voicemail", "type")}
"""What no answer of REST has, or the answers used here have not: a hook may add it."""


def tell(database: Database, told: Sequence[Told]) -> None:
    """All of it in one transaction."""

    def job(conn: Connection) -> None:
        for one in told:
            if isinstance(one, Answer):
                take_page(conn, 1, one, split(one), walk_id=None, now_ms=1, token=dirty.new_token())
            else:
                take_deliveries(conn, 1, [delivery_of(one)], now_ms=1)

    database.writer.write(job)


def export_of(database: Database, told: Sequence[Told], portions: int = 1) -> bytes:
    """What an empty home exports that was told all this, and folded between the portions."""
    database.writer.write(empty)
    step = -(-len(told) // portions)
    for begin in range(0, len(told), step):
        tell(database, told[begin : begin + step])
        fold(database, FakeClock())
    return exported(database)


def shuffled(told: Sequence[Told], chance: random.Random) -> list[Told]:
    again = [*told, *chance.choices(told, k=len(told) // 3)]
    chance.shuffle(again)
    return again


def by_rest(of: Facts) -> list[Told]:
    return [*account(of), *conversations(of), *pulled(of)]


def rows(export: bytes) -> dict[tuple[str, str], Row]:
    found = [json.loads(line) for line in export.splitlines()]
    return {(row["kind"], row["id"]): row for row in found}


def unexpected(alone: bytes, both: bytes) -> Iterator[tuple[object, ...]]:
    """What reads otherwise once hooks have told it too, and should not."""
    before, after = rows(alone), rows(both)
    for thing in before | after:
        mine, theirs = before.get(thing, {}), after.get(thing, {})
        for name in mine | theirs:
            if mine.get(name) != theirs.get(name) and not is_expected(thing[0], name, mine, theirs):
                yield thing, name, mine.get(name), theirs.get(name)


def is_expected(kind: str, name: str, alone: Row, both: Row) -> bool:
    if name == "discrepancies":  # v1's lengths of 0 s and lists without people, which the world plants
        return {field for field, _ in both[name]} <= {"duration_seconds", "participants"}
    if name == "status":  # REST's word for every call that is over, and a hook's for how nobody answered
        return alone[name] == "completed" and "answered" not in both
    if name == "media_word":  # of messages from before REST told of any
        return (alone[name], both[name]) == ("unknown", "none")
    return (kind, name) in ONLY_HEARD and name not in alone


@pytest.mark.parametrize("seed", range(8))
def test_hooks_add_to_what_rest_tells_and_change_none_of_it(seed: int, sqlite_database: Database) -> None:
    of, chance = facts(seed), random.Random(seed)
    told = [*by_rest(of), *pushed(of, chance)]
    both = export_of(sqlite_database, told)
    assert list(unexpected(export_of(sqlite_database, by_rest(of)), both)) == []
    assert export_of(sqlite_database, shuffled(told, chance), portions=3) == both


@pytest.mark.parametrize("seed", range(20, 26))
def test_hooks_alone_make_the_same_export_in_any_order_and_however_often_they_come(
    seed: int, sqlite_database: Database
) -> None:
    of, chance = facts(seed), random.Random(seed)
    told: list[Told] = [*account(of), *pushed(of, chance, several=0.6, traps=0.2)]
    once = export_of(sqlite_database, told)
    assert export_of(sqlite_database, shuffled(told, chance), portions=4) == once


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_both_databases_export_the_same_of_both_roads(database: Database, sqlite_database: Database) -> None:
    of, chance = facts(40), random.Random(40)
    told = [*by_rest(of), *pushed(of, chance)]
    assert export_of(database, shuffled(told, chance), portions=2) == export_of(sqlite_database, told)
