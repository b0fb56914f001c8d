"""What a person says of a missing piece by command is held to the rule of the screen."""

import pytest

from cli.commanding import Commanding
from onrecord.domain.gap import LONGEST_WHY, why_of


@pytest.mark.parametrize("decision", ["dismiss", "note"])
def test_a_reason_of_blanks_alone_is_none(command: Commanding, decision: str) -> None:
    ran = command.run("gaps", decision, "media:AC1:0", "--why", "   ")
    assert ran.status == 1
    assert ran.words == "--why says nothing. Say why, in a word or two."


def test_a_reason_is_kept_in_one_line_and_not_endlessly() -> None:
    assert why_of("dismissed", "  only a\n thumbs-up ") == "only a thumbs-up"
    assert why_of("note", "x" * 900) == "x" * LONGEST_WHY
    assert (why_of("dismissed", " \n"), why_of("note", ""), why_of("confirmed", ""), why_of("reopened", " ")) == (
        None, None, "", "",
    )  # fmt: skip
