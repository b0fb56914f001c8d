"""The checkup of a house, from the outside in: the provider, the way from it to us, then what is kept.

Each check asks one thing and says what was found and what to do. None changes anything of the record.
"""

from collections.abc import Iterator

import httpx2
from sqlalchemy import Connection

from onrecord.domain.alarm import AlarmKind, is_short
from onrecord.domain.checkup import Finding, bad, doubtful, judge_clock, well
from onrecord.domain.errors import (
    OnrecordError,
    ProviderError,
    ProviderForbids,
    ProviderHasNot,
    ProviderRefusedKey,
    ProviderUnreachable,
)
from onrecord.provider.client import Client
from onrecord.provider.webhooks import leading_to, list_v1_webhooks, list_webhooks
from onrecord.settings import PROVIDER_URL
from onrecord.storage import alarms, deliveries
from onrecord.storage.counts import last_run
from onrecord.storage.gaps import count_unheard
from onrecord.storage.holdings import some_digests
from onrecord.storage.soundness import soundness
from onrecord.storage.stuck_questions import read_stuck
from onrecord.storage.workspaces import read_workspace
from onrecord.sync.registration import judge
from onrecord.views.alarms import SaidAlarm, say_alarm
from onrecord.views.health import read_health
from onrecord.views.reached import what_keeps_it_out
from onrecord.views.times import Moments, moments
from onrecord.wiring.house import House
from onrecord.wiring.provider import open_provider
from onrecord.wiring.watch import rooms

FILES_READ = 20
OUTSIDE_SECONDS = 10.0
SAID_ALREADY = frozenset({AlarmKind.STUCK})
POLLING = "Until then nothing is lost: Quo is asked every minute, and things come a little later."


def checkup(house: House) -> Iterator[Finding]:
    """Every finding, in the order in which a person should read them."""
    yield from _provider(house)
    yield from _address(house)
    yield from _last_delivery(house)
    yield from _lists(house)
    yield from _disk(house)
    yield from _database(house)
    yield from _vault(house)
    yield from _alarms(house)


def _provider(house: House) -> Iterator[Finding]:
    """Key, clock, plan and webhook: what only the provider can say."""
    try:
        with open_provider(house) as provider:
            key = _key(provider.client)
            yield key
            if key.grade != "ok":
                return
            ahead_ms = provider.client.provider_now_ms() - house.clock.now_ms()
            yield judge_clock(ahead_ms, stand_in=house.settings.quo_api_url != PROVIDER_URL)
            yield _plan(house)
            yield from _webhooks(house, provider.client)
    except OnrecordError as error:
        yield bad("key", str(error), error.advice)


def _key(client: Client) -> Finding:
    try:
        try:
            client.phone_numbers()
        except ProviderHasNot:
            client.v1_phone_numbers()
    except (ProviderRefusedKey, ProviderForbids) as error:
        return bad("key", "Quo refuses the API key.", error.advice)
    except ProviderUnreachable as error:
        return bad("key", "Quo does not answer.", error.advice)
    except ProviderError as error:
        return doubtful("key", str(error), error.advice)
    return well("key", "Quo takes the API key.")


def _plan(house: House) -> Finding:
    with house.database.reading() as conn:
        words = count_unheard(conn, house.workspace_id)
    held_back = {kind: said["withheld"] for kind, said in words.items() if said.get("withheld")}
    if not held_back:
        return well("plan", "Quo holds nothing back that was asked for.")
    listed = ", ".join(f"{count:,} {kind}{'s' if count != 1 else ''}" for kind, count in held_back.items())
    return doubtful("plan", f"Quo holds back {listed}.", "See `onrecord limits` for why, and what it would take.")


def _webhooks(house: House, client: Client) -> Iterator[Finding]:
    url = house.settings.hook_url
    try:
        made = list_webhooks(client)
    except ProviderHasNot:
        yield doubtful("webhook", "Quo's new webhooks are not there for this account.", POLLING)
        return
    legacy = list_v1_webhooks(client)
    if url and not leading_to(made, url):
        yield doubtful("webhook", "Quo does not know our address.", f"Run `onrecord hooks register`. {POLLING}")
    elif url and (kept_out := _kept_out(house)) is not None:
        yield doubtful("webhook", f"{kept_out.title}. {kept_out.why}", f"{kept_out.todo} {POLLING}")
    elif url:
        yield well("webhook", "Quo tells us by itself.")
    for remark in judge(made, legacy, url):
        yield doubtful("webhook", remark.said, remark.todo)


def _kept_out(house: House) -> SaidAlarm | None:
    with house.database.reading() as conn:
        return what_keeps_it_out(conn, house.workspace_id, house.clock.now_ms())


def _address(house: House) -> Iterator[Finding]:
    """From outside, as far as this machine can tell: the way leads through the public name."""
    url = house.settings.hook_url
    if not url:
        advice = f"Set ONRECORD_PUBLIC_URL; docs/how-to/public-address.md says how. {POLLING}"
        yield doubtful("address", "There is no public address.", advice)
        return
    try:
        status = httpx2.get(url, timeout=OUTSIDE_SECONDS).status_code
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        yield bad("address", f"{url} does not answer ({type(error).__name__}).", _ADDRESS_TODO)
        return
    if status == 200:
        yield well("address", f"{url} answers.")
    else:
        yield bad("address", f"{url} answers {status}.", _ADDRESS_TODO)


_ADDRESS_TODO = (
    "See that `onrecord serve` runs and that the proxy or tunnel passes /hooks/quo on; docs/how-to/public-address.md."
)


def _last_delivery(house: House) -> Iterator[Finding]:
    with house.database.reading() as conn:
        found = deliveries.tally(conn, house.workspace_id)
        times = _times(house, conn)
    last = "" if found.last_ms is None else f"Quo last told us something by itself: {times.moment(found.last_ms)}."
    kept_out = _kept_out(house)
    if kept_out is not None:
        yield doubtful("delivery", f"{kept_out.title}. {last}".strip(), kept_out.todo)
    elif last:
        yield well("delivery", last)
    elif house.settings.hook_url:
        yield doubtful("delivery", "Quo has never told us anything by itself.", "Run `onrecord hooks test`.")


def _lists(house: House) -> Iterator[Finding]:
    """What runs of the sync fail on, whether anybody watches the house or not."""
    with house.database.reading() as conn:
        stuck, ran = read_stuck(conn, house.workspace_id), last_run(conn, house.workspace_id)
        times = _times(house, conn)
    for one in stuck:
        said = say_alarm(AlarmKind.STUCK, "", {"operation": one.operation, "why": one.why})
        yield doubtful("lists", f"{said.title}, since {times.moment(one.since_ms)}. {said.why}", said.todo)
    if ran is not None and not stuck:
        yield well("lists", "Whatever Quo was asked for, it gave to the end.")


def _times(house: House, conn: Connection) -> Moments:
    workspace = read_workspace(conn, house.workspace_id)
    return moments(workspace.time_zone, workspace.region, house.clock.now_ms())


def _disk(house: House) -> Iterator[Finding]:
    for one in rooms(house):
        said = f"{one.free_bytes / 1e9:.1f} of {one.total_bytes / 1e9:.0f} GB are free for the {one.place}."
        if is_short(one):
            yield bad("disk", said, "Make room, or move the home to a larger disk.")
        else:
            yield well("disk", said)


def _database(house: House) -> Iterator[Finding]:
    health = read_health(house.database, house.vault.folder, house.workspace_id, house.clock.now_ms())
    if not health.can_write:
        yield bad("database", "The database cannot be written to.", "See its disk, its owner and its permissions.")
    with house.database.reading() as conn:
        found = soundness(conn)
    if found.problems:
        advice = "Stop Onrecord, keep a copy of the file, and restore the last backup."
        yield bad("database", f"{found.version} finds its file damaged: {found.problems[0]}.", advice)
    elif not found.writes_ahead:
        yield doubtful("database", f"{found.version} does not write ahead.", "Stop other programs that use the file.")
    else:
        yield well("database", f"{found.version}, sound.")


def _vault(house: House) -> Iterator[Finding]:
    health = read_health(house.database, house.vault.folder, house.workspace_id, house.clock.now_ms())
    if not health.vault_writable:
        yield bad("vault", "The folder of files cannot be written to.", "See its owner and permissions.")
        return
    with house.database.reading() as conn:
        digests = some_digests(conn, house.workspace_id, FILES_READ)
    wrong = [sha256 for sha256 in digests if not house.vault.verify(sha256)]
    if wrong:
        advice = "Restore the folder from a backup, or start `onrecord sync`: what Quo still gives is fetched again."
        yield bad("vault", f"{len(wrong)} of {len(digests)} files that were read are not what they should be.", advice)
    else:
        yield well(
            "vault", f"{len(digests)} files were read and are what they should be." if digests else "No files yet."
        )


def _alarms(house: House) -> Iterator[Finding]:
    with house.database.reading() as conn:
        raised = alarms.open_alarms(conn, house.workspace_id)
    for one in raised:
        said = say_alarm(one.kind, one.key, one.detail)
        if not said.good and one.kind not in SAID_ALREADY:
            yield doubtful("alarm", f"{said.title}. {said.why}", said.todo)
