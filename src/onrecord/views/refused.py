"""Requests to the webhook's address that were refused, for whoever asks why nothing arrives."""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.storage.refusals import Refusal
from onrecord.views.times import Moments
from onrecord.views.words import Said

_WHY = {
    "no_signature": Said("Not signed", "Nothing says that it is from Quo; anybody may have sent it."),
    "malformed_signature": Said("Signature unreadable", "There is a signature, but not in a form that Quo uses."),
    "no_secret": Said("No secret known", "It is signed, but no signing secret has been given here to check it with."),
    "wrong_signature": Said("Wrong signature", "Signed with a secret that is not known here, or changed on its way."),
}


class RefusedRow(NamedTuple):
    at: str
    said: Said
    header: str
    address: str
    size: str


def say_refused(why: str) -> Said:
    """Why a request was refused."""
    return _WHY.get(why) or Said("Refused", "This version does not know why.")


def refused_rows(refusals: Sequence[Refusal], times: Moments) -> list[RefusedRow]:
    """One row a request, as they come."""
    return [
        RefusedRow(
            times.moment(one.at_ms),
            say_refused(one.why),
            one.header or "none",
            one.address or "unknown",
            f"{one.size_bytes:,} bytes",
        )
        for one in refusals
    ]
