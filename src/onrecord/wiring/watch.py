"""One look at the house: what the rules find wrong opens alarms, what is over closes them, and the owner is told."""

from dataclasses import replace

from sqlalchemy import Connection

from onrecord.domain.alarm import (
    LASTING_ATTEMPTS,
    NEWS_MS,
    SIGNATURES_MS,
    Alarm,
    AlarmKind,
    Look,
    Room,
    Trouble,
    Turn,
    Turned,
    Undelivered,
    alarms,
    turned,
)
from onrecord.ledger.silence import silence
from onrecord.limits.catalogue import ENTRIES
from onrecord.logs import log
from onrecord.outbox.telling import Channels, enqueue_telling
from onrecord.storage import alarms as table
from onrecord.storage import watching
from onrecord.storage.hooks import good_secrets
from onrecord.storage.listed_hooks import listed_hooks
from onrecord.storage.stuck_questions import read_stuck
from onrecord.sync.registration import same_address
from onrecord.views.alarms import since_ms
from onrecord.views.disk import record_room, room
from onrecord.wiring.channels import channels_of
from onrecord.wiring.house import House

LOOK_EVERY_SECONDS = 20.0

_log = log("watch")


def watch(house: House) -> Turned:
    """Look, judge, and keep what changed together with what is to be told of it."""
    found = alarms(look(house))
    channels, now_ms = channels_of(house), house.clock.now_ms()
    watched_ms = house.signs.watched_since(now_ms)

    def keep(conn: Connection) -> Turned:
        return _keep(conn, house.workspace_id, found, channels, now_ms, watched_ms)

    change = house.database.writer.write(keep)
    for alarm in change.opened:
        _log.warning("alarm_opened", kind=alarm.kind, key=alarm.key)
    for alarm_id in change.closed:
        _log.info("alarm_closed", alarm=alarm_id)
    return change


def resume(house: House) -> None:
    """Before the provider is asked for the first time: a trouble that was an alarm goes on until a success ends it."""
    with house.database.reading() as conn:
        for one in table.open_alarms(conn, house.workspace_id):
            if one.kind == AlarmKind.PROVIDER:
                house.signs.resume(Trouble(since_ms(one), key_refused=False))


def look(house: House) -> Look:
    """Everything that the rules judge, as it is now."""
    now_ms = house.clock.now_ms()
    with house.database.reading() as conn:
        return Look(
            now_ms,
            house.signs.watched_since(now_ms),
            rooms=rooms(house),
            to_fold=watching.waiting_to_fold(conn, house.workspace_id),
            due=watching.waiting_errands(conn, house.workspace_id, now_ms=now_ms),
            files_failing=watching.failing(conn, house.workspace_id, "fetch", attempts=LASTING_ATTEMPTS),
            trouble=house.signs.trouble,
            stuck=read_stuck(conn, house.workspace_id),
            undelivered=_undelivered(house, conn, now_ms),
            badly_signed=watching.badly_signed(conn, house.workspace_id, now_ms - SIGNATURES_MS),
            turns=[_titled(one) for one in watching.turned_since(conn, house.workspace_id, now_ms - NEWS_MS)],
        )


def _titled(turn: Turn) -> Turn:
    entry = ENTRIES.get(turn.name)
    return replace(turn, title=entry.title) if entry else turn


def _undelivered(house: House, conn: Connection, now_ms: int) -> list[Undelivered]:
    """Of the webhooks that lead here. Without one, or where nobody has asked the provider yet, nothing is judged."""
    ahead_ms, url = house.signs.ahead_ms, house.settings.hook_url
    if ahead_ms is None:
        return []
    secrets = {webhook_id for webhook_id, _ in good_secrets(conn, house.workspace_id)}
    here = {one.webhook_id for one in listed_hooks(conn, house.workspace_id) if same_address(one.url, url)}
    return silence(conn, house.workspace_id, frozenset(secrets | here), now_ms=now_ms, ahead_ms=ahead_ms)


def rooms(house: House) -> tuple[Room, ...]:
    """The disks that must not fill."""
    return record_room(house.database, house.settings.home), room("vault", house.settings.vault_folder)


def _keep(
    conn: Connection, workspace_id: int, found: list[Alarm], channels: Channels, now_ms: int, watched_ms: int
) -> Turned:
    change = turned(table.known_alarms(conn, workspace_id), found, now_ms, watched_ms=watched_ms)
    opened = [table.open_alarm(conn, workspace_id, alarm, now_ms=now_ms) for alarm in change.opened]
    table.see_alarms(conn, workspace_id, change.still, now_ms=now_ms)
    closed = table.close_alarms(conn, workspace_id, change.closed, now_ms=now_ms)
    for alarm_id in (*opened, *closed):
        if alarm_id is not None:
            enqueue_telling(conn, workspace_id, alarm_id, channels, now_ms=now_ms)
    return change
