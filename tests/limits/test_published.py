"""What the provider publishes, in words for people."""

import pytest

from onrecord.limits.published import say_edition_change
from onrecord.storage.specifications import EditionChange


def said(kind: str, operation: str, place: str = "", before: str = "", after: str = "") -> str:
    return say_edition_change(EditionChange("v1", kind, operation, place, before, after, 0))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("added", "GET /v1/tasks"), "GET /v1/tasks is new"),
        (("removed", "GET /v1/tasks"), "GET /v1/tasks is gone"),
        (("added", "GET /v1/messages", "answer data[].media"), "GET /v1/messages answers with media"),
        (("optional", "GET /v1/messages", "answer data[].media"), "GET /v1/messages may leave out media"),
        (("required", "GET /v1/calls", "parameter query participants"), "GET /v1/calls now needs participants"),
        (
            ("optional", "GET /v1/contacts", "parameter query externalIds"),
            "GET /v1/contacts no longer needs externalIds",
        ),
        (("added", "POST /v1/messages", "body mediaUrls"), "POST /v1/messages takes mediaUrls"),
        (
            ("changed", "POST /v1/messages", "body to", "array maxItems=1", "array maxItems=10"),
            "POST /v1/messages takes something else as to (array maxItems=1 → array maxItems=10)",
        ),
        (
            (
                "changed",
                "GET /v1/messages",
                "answer data[].status",
                "string enum=a|b",
                "string enum=a|b or string enum=c",
            ),
            "GET /v1/messages answers differently with status (new: c)",
        ),
        (
            ("changed", "GET /x", "answer y", "string enum=a|b", "string enum=b|c"),
            "GET /x answers differently with y (new: c; gone: a)",
        ),
        (
            ("changed", "GET /x", "answer y", "string", "string pattern=" + "x" * 200),
            "GET /x answers differently with y",
        ),
        (("added", "GET /v1/calls", "error 400 0101400"), "GET /v1/calls may answer 400 0101400"),
        (("removed", "GET /v1/calls", "error 400 0100400"), "GET /v1/calls no longer answers 400 0100400"),
    ],
)
def test_a_change_is_a_sentence(change: tuple[str, ...], sentence: str) -> None:
    assert said(*change) == sentence
