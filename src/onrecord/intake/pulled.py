"""Answers that we asked for: one page, with everything on it, in one transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.subject import SubjectKind
from onrecord.intake.digest import RULE, canonical_asked, digest
from onrecord.intake.links import keep_links
from onrecord.provider.client import Answer
from onrecord.provider.envelope import Item, Page
from onrecord.storage import dirty, observations
from onrecord.storage.observations import Told


@dataclass(frozen=True, slots=True)
class Taken:
    """How many things of a page were new, and how many had been told before in the same words."""

    new: int
    repeated: int


def take_page(
    conn: Connection,
    workspace_id: int,
    answer: Answer,
    page: Page,
    *,
    walk_id: int | None,
    now_ms: int,
    token: int,
    urgent: bool = True,
) -> Taken:
    """Append what the page says, keep its links, and mark what has to be folded again.

    A thing told again in the same words is marked only when it was asked for later than before: the time of a
    reading decides which reading is newest, and whether its silence says anything yet.
    """
    asked = canonical_asked(answer.asked)
    items = {_digest(answer, asked, item.body): item for item in page.items}
    told = [_told(answer, asked, key, item, walk_id) for key, item in items.items()]
    new, known = observations.append(conn, workspace_id, told, now_ms=now_ms)
    mentions = [(*mention, id_) for key, id_ in new.items() for mention in _mentions(answer, items[key])]
    observations.add_mentions(conn, workspace_id, mentions)
    later = [key for key, before in known.items() if before.asked_ms < answer.asked_ms]
    subjects = {mention for key in (*new, *later) for mention in _mentions(answer, items[key])}
    subjects |= keep_links(conn, workspace_id, items.values(), surface=answer.surface, asked_ms=answer.asked_ms)
    dirty.mark(conn, workspace_id, subjects, token=token, now_ms=now_ms, urgent=urgent)
    return Taken(new=len(new), repeated=len(known))


def _digest(answer: Answer, asked: str, body: bytes) -> bytes:
    return digest(answer.surface, answer.operation, asked, answer.status, body)


def _told(answer: Answer, asked: str, key: bytes, item: Item, walk_id: int | None) -> Told:
    return Told(
        surface=answer.surface,
        operation=answer.operation,
        asked=asked,
        http_status=answer.status,
        provider_ms=None,
        asked_ms=answer.asked_ms,
        digest=key,
        digest_rule=RULE,
        body=item.body,
        walk_id=walk_id,
    )


def _mentions(answer: Answer, item: Item) -> tuple[tuple[str, str], ...]:
    """What an item speaks of; one that speaks of nothing known is counted under its operation."""
    return item.mentions or ((SubjectKind.OTHER, answer.operation),)
