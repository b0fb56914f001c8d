"""Figures for Prometheus, in its text format."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.clock import SECOND
from onrecord.storage import alarms, counts, deliveries, errands, refusals, sync_runs
from onrecord.views.health import Health

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """One name with its samples: (labels, value). `kind` is gauge or counter."""

    name: str
    kind: str
    help: str
    samples: tuple[tuple[Mapping[str, str], float], ...]


def metrics(conn: Connection, workspace_id: int, health: Health, now_ms: int) -> Iterator[Metric]:
    """Counts and times; nothing that names a person, a number or a text."""
    yield _gauge("onrecord_can_store", "1 while what is told can be kept.", float(health.can_store))
    yield _gauge("onrecord_vault_free_bytes", "Space left where files are kept.", health.free_bytes)
    if health.record_free_bytes is not None:
        yield _gauge("onrecord_record_free_bytes", "Space left where the record is kept.", health.record_free_bytes)
    yield _by("onrecord_held", "What is in hand, by kind.", "kind", counts.count_held(conn, workspace_id))
    yield _by("onrecord_known", "What is known to exist, by kind.", "kind", counts.count_known(conn, workspace_id))
    yield _states(conn, workspace_id)
    yield _gauge("onrecord_to_fold", "What waits to be made into records.", health.to_fold.count)
    yield _gauge("onrecord_to_fold_oldest_seconds", "How long the oldest of it has waited.", _age(health, now_ms))
    yield _by("onrecord_errands", "Background work, by state.", "state", _errands(conn, workspace_id, now_ms))
    yield from _asking(conn, workspace_id)
    yield from _pushed(conn, workspace_id)
    yield from _times(health)
    yield _alarms(conn, workspace_id)


def as_text(found: Iterable[Metric]) -> str:
    """The exposition format: HELP, TYPE, then a line for each sample."""
    lines: list[str] = []
    for metric in found:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [f"{metric.name}{_labels(labels)} {value:.17g}" for labels, value in metric.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{told}}}" if told else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _gauge(name: str, help_: str, value: float) -> Metric:
    return Metric(name, "gauge", help_, (({}, value),))


def _by(name: str, help_: str, label: str, found: Mapping[str, int]) -> Metric:
    return Metric(name, "gauge", help_, tuple(({label: key}, float(count)) for key, count in found.items()))


def _states(conn: Connection, workspace_id: int) -> Metric:
    found = counts.count_states(conn, workspace_id)
    samples = tuple(
        ({"kind": kind, "state": state}, float(count))
        for kind, states in found.items()
        for state, count in states.items()
    )
    return Metric("onrecord_artefacts", "gauge", "Photos, voicemails and the like, by kind and state.", samples)


def _errands(conn: Connection, workspace_id: int, now_ms: int) -> dict[str, int]:
    found = errands.count_errands(conn, workspace_id, now_ms=now_ms)
    return {"ready": found.ready, "waiting": found.waiting, "leased": found.leased, "failed": found.failed}


def _asking(conn: Connection, workspace_id: int) -> Iterator[Metric]:
    asked = sync_runs.totals(conn, workspace_id)
    yield Metric("onrecord_syncs_total", "counter", "Runs of the sync.", (({}, asked.runs),))
    yield Metric("onrecord_requests_total", "counter", "Questions asked of Quo by syncs.", (({}, asked.requests),))
    yield Metric(
        "onrecord_too_many_total", "counter", "Questions that Quo refused as too many.", (({}, asked.too_many),)
    )


def _pushed(conn: Connection, workspace_id: int) -> Iterator[Metric]:
    came, refused = deliveries.tally(conn, workspace_id), refusals.counts(conn, workspace_id)
    by_generation = tuple(({"generation": name}, float(count)) for name, count in came.by_generation.items())
    yield Metric("onrecord_deliveries_total", "counter", "Different deliveries that came.", by_generation)
    yield Metric("onrecord_repeats_total", "counter", "Deliveries that had come before.", (({}, came.repeated),))
    yield Metric("onrecord_healed_total", "counter", "Deliveries taken out of Quo's log.", (({}, came.healed),))
    by_why = tuple(({"why": why}, float(count)) for why, count in refused.items())
    yield Metric("onrecord_refusals_total", "counter", "Deliveries without a valid signature.", by_why)


def _times(health: Health) -> Iterator[Metric]:
    for name, what, ms in (
        ("onrecord_last_sync_timestamp_seconds", "When a sync last ended.", health.last_sync_ms),
        (
            "onrecord_last_delivery_timestamp_seconds",
            "When Quo last told something by itself.",
            health.last_delivery_ms,
        ),
    ):
        if ms is not None:
            yield _gauge(name, what, ms / SECOND)


def _alarms(conn: Connection, workspace_id: int) -> Metric:
    samples = tuple(({"kind": one.kind, "key": one.key}, 1.0) for one in alarms.open_alarms(conn, workspace_id))
    return Metric("onrecord_alarm", "gauge", "1 for each alarm that is on.", samples)


def _age(health: Health, now_ms: int) -> float:
    oldest_ms = health.to_fold.oldest_ms
    return 0.0 if oldest_ms is None else max(0, now_ms - oldest_ms) / SECOND
