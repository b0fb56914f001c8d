"""docs/decisions/precedence.md names every rule, every explanation and every outcome, with tests that are there."""

import re
from pathlib import Path

from onrecord.domain.activity import Outcome
from onrecord.projection import agreement, claims, trace
from onrecord.views.claimed import say_explanation, say_outcome_rule, say_rule

ROOT = Path(__file__).resolve().parents[2]
DECISION = (ROOT / "docs" / "decisions" / "precedence.md").read_text(encoding="utf-8")
TESTS = {
    name
    for room in ("projection", "ledger")
    for path in (ROOT / "tests" / room).glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}
NAMED = re.compile(r"`(test_\w+)`")


def rules() -> set[str]:
    sources = "".join((ROOT / "src/onrecord/projection" / name).read_text() for name in ("precedence.py", "people.py"))
    in_verdicts = re.findall(r'Verdict\([^"\n]*(?:"completed", )?"(\w+)"', sources)
    return {
        *in_verdicts,
        *re.findall(r'rule(?:, left)? = \(?"(\w+)"', sources),
        claims.ONLY_SOURCE,
        trace.AGREED,
        trace.SHOWN_EXISTS,
        trace.TOLD_ABSENCE,
    }


def explanations() -> set[str]:
    return {value for name, value in vars(agreement).items() if name.isupper() and isinstance(value, str)}


def test_every_test_that_the_page_names_exists() -> None:
    assert set(NAMED.findall(DECISION)) - TESTS == set()


def test_every_rule_beside_a_claim_is_on_the_page_and_has_words() -> None:
    assert rules() >= {"newest", "value_over_none", "finest_agreeing", "positive_over_zero", "agent_over_person"}
    assert {name for name in rules() if f"`{name}`" not in DECISION} == set()
    assert {name for name in rules() if say_rule(name) == name.replace("_", " ")} == set()


def test_every_explanation_is_on_the_page_with_a_test_and_has_words() -> None:
    assert len(explanations()) >= 9
    for name in explanations():
        row = next(line for line in DECISION.splitlines() if line.startswith(f"| `{name}`"))
        assert NAMED.search(row), name
        assert say_explanation(name) != name.replace("_", " ")


def test_every_outcome_has_words_for_its_rule() -> None:
    assert all(say_outcome_rule(outcome) for outcome in Outcome)
