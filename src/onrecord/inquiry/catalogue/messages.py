"""Pictures: whether v1 tells of them, and whether those of old messages come."""

from collections.abc import Sequence

from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.clock import ms_to_iso
from onrecord.inquiry.ground import MEDIA_RETURNED_FROM_MS, Ground, Thing, at_ms, thing_of, things_of
from onrecord.inquiry.question import Inquiry, Outcome, as_assumed, cannot_tell, dated, differs, v1
from onrecord.provider.question import Looked, Question


def _ask_v1_message(ground: Ground) -> Sequence[Question]:
    message = ground.with_media() or ground.message()
    return () if message is None else (v1("GET /v1/messages/{id}", {"id": message["id"]}),)


def _v1_media(ground: Ground, answers: Sequence[Looked]) -> Outcome:
    message = thing_of(answers[0])
    if not message:
        return cannot_tell(f"The message was not told ({answers[0].answer.status}).")
    if "media" in message:
        return as_assumed("A message has a member `media`.", ("media", Surface.V1, Verdict.YES))
    if ground.with_media() is None:
        return cannot_tell("A message without pictures has no member `media`; one with pictures was not at hand.")
    return differs(
        "A message with pictures on the dated surface has no member `media` here.", ("media", Surface.V1, Verdict.NO)
    )


def _ask_old(ground: Ground) -> Sequence[Question]:
    day = ms_to_iso(MEDIA_RETURNED_FROM_MS)
    if ground.status("dated_messages") == 200:
        return (dated("GET /messages", None, [("createdAt[lt]", day), ("limit", "50")]),)
    old = [one for one in ground.messages() if _is_old(one) and not one.get("text")]
    return [v1("GET /v1/messages/{id}", {"id": one["id"]}) for one in old[:3]]


def _is_old(message: Thing) -> bool:
    made_ms = at_ms(message)
    return made_ms is not None and made_ms < MEDIA_RETURNED_FROM_MS


def _old_media(_: Ground, answers: Sequence[Looked]) -> Outcome:
    surface = answers[0].answer.surface
    messages = [one for looked in answers for one in (things_of(looked) or [thing_of(looked)]) if one]
    with_media = sum(bool(one.get("media")) for one in messages)
    bare = sum(not one.get("text") and not one.get("media") for one in messages)
    if with_media:
        detail = f"{with_media} of {len(messages)} messages from before August 21, 2026 came with pictures or files."
        return as_assumed(detail, ("old_media", surface, Verdict.YES))
    if bare:
        detail = f"{bare} of {len(messages)} old messages have neither text nor pictures: theirs do not come."
        return differs(detail, ("old_media", surface, Verdict.NO))
    return cannot_tell(f"None of {len(messages)} old messages seems to have had pictures.")


MESSAGES: tuple[Inquiry, ...] = (
    Inquiry(
        "v1_media",
        "Pictures (v1)",
        "A message has a member `media`, since August 21, 2026.",
        _ask_v1_message,
        _v1_media,
        lacking="a message",
        cheap=True,
    ),
    Inquiry(
        "old_media",
        "Pictures of old messages",
        "Pictures of messages from before August 21, 2026 come, too.",
        _ask_old,
        _old_media,
        lacking="a message from before August 21, 2026 without text",
    ),
)
