from onrecord.storage import observations
from onrecord.storage.engine import Database
from onrecord.storage.observations import Known, Told


def told(name: bytes, *, asked_ms: int = 100, provider_ms: int | None = None) -> Told:
    return Told("dated", "GET /calls", "{}", 200, provider_ms, asked_ms, name.ljust(16), 1, b"\x00body " + name, None)


def test_what_is_new_gets_an_id_and_what_is_known_says_when_it_was_told(database: Database) -> None:
    new, known = database.writer.write(lambda conn: observations.append(conn, 1, [told(b"a"), told(b"b")], now_ms=1))
    assert set(new) == {b"a".ljust(16), b"b".ljust(16)}
    assert known == {}
    again = [told(b"b", asked_ms=200), told(b"c")]
    newer, known = database.writer.write(lambda conn: observations.append(conn, 1, again, now_ms=2))
    assert set(newer) == {b"c".ljust(16)}
    assert known == {b"b".ljust(16): Known(new[b"b".ljust(16)], 100)}


def test_another_workspace_may_be_told_the_same(database: Database) -> None:
    for workspace_id in (1, 2):
        job = lambda conn, w=workspace_id: observations.append(conn, w, [told(b"a")], now_ms=1)  # noqa: E731 - short
        assert len(database.writer.write(job)[0]) == 1
    with database.reading() as conn:
        assert observations.count(conn, 1) == observations.count(conn, 2) == 1


def test_readings_are_every_observation_of_each_subject_with_its_exact_bytes(database: Database) -> None:
    new, _ = database.writer.write(
        lambda conn: observations.append(conn, 1, [told(b"a"), told(b"b", provider_ms=7)], now_ms=1)
    )
    a, b = new[b"a".ljust(16)], new[b"b".ljust(16)]
    mentions = [("activity", "AC1", a), ("activity", "AC1", b), ("activity", "AC2", b), ("line", "AC1", a)]
    database.writer.write(lambda conn: observations.add_mentions(conn, 1, mentions + mentions))
    with database.reading() as conn:
        found = list(observations.readings(conn, 1, "activity", ["AC1", "AC2", "AC3"]))
    assert {(one.subject, one.observation_id) for one in found} == {("AC1", a), ("AC1", b), ("AC2", b)}
    assert {bytes(one.body) for one in found if one.observation_id == a} == {b"\x00body a"}
    assert {one.provider_ms for one in found} == {None, 7}


def test_hundreds_at_once(database: Database) -> None:
    many = [told(f"{n}".encode()) for n in range(5_000)]
    new, _ = database.writer.write(lambda conn: observations.append(conn, 1, many, now_ms=1))
    assert len(set(new.values())) == 5_000
