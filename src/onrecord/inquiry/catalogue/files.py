"""Links to files: what stays the same in them, how they can be asked, and whether they still open after a while."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from onrecord.domain.capability import Surface, Verdict
from onrecord.inquiry.ground import Ground, things_of
from onrecord.inquiry.question import Follow, Inquiry, Outcome, as_assumed, cannot_tell, dated, differs, nothing, v1
from onrecord.provider.envelope import find_links
from onrecord.provider.question import Looked, Question


def _ask_twice(ground: Ground) -> Sequence[Question]:
    """The same thing with a file, twice: a message with a picture, else the recordings of a call."""
    message = ground.with_media()
    if message is not None:
        on_dated = message in things_of(ground.first("dated_messages"))
        one = (
            dated("GET /messages/{messageId}", {"messageId": message["id"]})
            if on_dated
            else v1("GET /v1/messages/{id}", {"id": message["id"]})
        )
        return one, one
    for name in ("recordings", "v1_recordings"):
        looked = ground.first(name)
        if looked is not None and find_links(looked.answer.body):
            answer = looked.answer
            again = Question(answer.surface, answer.operation, answer.asked, (), frozenset(range(100, 600)))
            return again, again
    return ()


def _links(looked: Looked) -> list[str]:
    return [url for _, url in find_links(looked.answer.body)]


def _stable(_: Ground, answers: Sequence[Looked]) -> Outcome:
    first, second = (_links(looked) for looked in answers)
    if not first or len(first) != len(second):
        return cannot_tell("The two answers hold no links to compare.")
    same = [urlsplit(one).path == urlsplit(other).path for one, other in zip(first, second, strict=True)]
    signed = sum(one != other for one, other in zip(first, second, strict=True))
    if all(same):
        return as_assumed(f"The path is the same in both answers; {signed} of {len(first)} are signed anew.")
    return differs(f"The path differs in {same.count(False)} of {len(first)}.")


def _link(ground: Ground) -> str | None:
    looked = ground.first("link_paths")
    links = _links(looked) if looked else []
    return links[0] if links else None


def _head(ground: Ground) -> Sequence[Follow]:
    link = _link(ground)
    return () if link is None else (Follow(link, method="HEAD"),)


def _part(ground: Ground) -> Sequence[Follow]:
    link = _link(ground)
    return () if link is None else (Follow(link, first_bytes=True),)


def _later(ground: Ground) -> Sequence[Follow]:
    link = _link(ground)
    return () if link is None else (Follow(link), Follow(link, later=True))


def _opens(ground: Ground, _: Sequence[Looked]) -> Outcome:
    statuses = [one.status for one in ground.followed.get("link_life", ())]
    if statuses == [200, 200]:
        shows = ("file_links", Surface.DATED, Verdict.YES)
        return as_assumed("It still opens after a while.", shows)
    return differs(f"It was answered with {' and then '.join(map(str, statuses))}.")


def _head_is_answered(ground: Ground, _: Sequence[Looked]) -> Outcome:
    (one,) = ground.followed["link_head"]
    return as_assumed("HEAD is answered with 200.") if one.status == 200 else differs(f"HEAD: {one.status}.")


def _part_is_given(ground: Ground, _: Sequence[Looked]) -> Outcome:
    (one,) = ground.followed["link_range"]
    return as_assumed("A part is given (206).") if one.status == 206 else differs(f"A part was asked: {one.status}.")


FILES: tuple[Inquiry, ...] = (
    Inquiry(
        "link_paths",
        "Links to one file",
        "The path of a file's link stays the same; only its signature changes.",
        _ask_twice,
        _stable,
        lacking="a message with a picture, or a recording",
    ),
    Inquiry(
        "link_head",
        "HEAD on a link",
        "It is answered.",
        nothing,
        _head_is_answered,
        lacking="a link to a file",
        follow=_head,
    ),
    Inquiry(
        "link_range",
        "Part of a file",
        "A part of a file can be asked for.",
        nothing,
        _part_is_given,
        lacking="a link to a file",
        follow=_part,
    ),
    Inquiry(
        "link_life",
        "Life of a link",
        "A link still opens after half a minute.",
        nothing,
        _opens,
        lacking="a link to a file",
        follow=_later,
    ),
)
