"""Asking the provider about itself with this house's client, and keeping what was learnt as evidence."""

from collections.abc import Sequence

from onrecord.domain.capability import EvidenceKind
from onrecord.domain.clock import DAY
from onrecord.inquiry.catalogue import CATALOGUE
from onrecord.inquiry.question import Inquiry
from onrecord.inquiry.run import A_SECOND, LATER_SECONDS, Inquirer, Report
from onrecord.limits.noting import note
from onrecord.media.address import AllowedPlaces
from onrecord.media.download import Downloads
from onrecord.storage.evidence import read_findings
from onrecord.wiring.house import House
from onrecord.wiring.provider import Provider

AGAIN_MS = 7 * DAY
CHEAP: tuple[Inquiry, ...] = tuple(inquiry for inquiry in CATALOGUE if inquiry.cheap)


def inquire(
    house: House,
    provider: Provider,
    *,
    rate: float = A_SECOND,
    later_seconds: float = LATER_SECONDS,
    catalogue: Sequence[Inquiry] = CATALOGUE,
) -> Report:
    """One round; what it showed is evidence, and verdicts that turn by it are written down."""
    places = AllowedPlaces(frozenset(house.settings.file_hosts), house.settings.quo_api_url)
    with Downloads(places, house.settings.file_size_limit_bytes) as downloads:
        report = Inquirer(provider.client, downloads, house.clock, rate, later_seconds).inquire(catalogue)
    findings = list(report.findings())
    house.database.writer.write(lambda conn: note(conn, house.workspace_id, findings))
    return report


def inquire_weekly(house: House, provider: Provider) -> Report | None:
    """The cheap part, where a week of the provider's time has gone by since; None where it is not due.

    The rate is judged in every round and in nothing else, so its evidence says when the last one was.
    """
    with house.database.reading() as conn:
        rounds = [
            found.at_ms
            for found in read_findings(conn, house.workspace_id)
            if found.name == "rate" and found.kind == EvidenceKind.PROBE
        ]
    if rounds and provider.client.provider_now_ms() - max(rounds) < AGAIN_MS:
        return None
    return inquire(house, provider, catalogue=CHEAP)
