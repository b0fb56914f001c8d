"""docs/decisions/fold.md tells every rule with a test, and every test it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECISION = (ROOT / "docs" / "decisions" / "fold.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in (ROOT / "tests" / "projection").glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}
NAMED = re.compile(r"`(test_\w+)`")


def test_every_test_that_the_decision_names_exists() -> None:
    assert set(NAMED.findall(DECISION)) - TESTS == set()


def test_each_of_the_fourteen_rules_names_a_test() -> None:
    rules = re.split(r"^## (\d+)\. ", DECISION, flags=re.MULTILINE)
    untested = [number for number, text in zip(rules[1::2], rules[2::2], strict=True) if not NAMED.search(text)]
    assert rules[1::2] == [str(number) for number in range(1, 15)]
    assert untested == []
