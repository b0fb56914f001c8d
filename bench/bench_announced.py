"""Are texts that announce pictures told from texts that only speak of them?"""

import sys
from pathlib import Path

from ground import report

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from announcing.phrases import phrases, score, wrong

PRECISION, RECALL = 0.95, 0.90


def main() -> None:
    rows = []
    for part in ("tune", "held"):
        some = phrases(part)
        found = score(some)
        rows.append([part, found.phrases, found.precision, PRECISION, found.recall, RECALL])
        for one in wrong(some):
            print(
                f"  {part}: {'missed' if one.announces else 'false'}: {one.text}" if part == "tune" else "  held: one"
            )
    columns = ("part", "phrases", "precision", "at least", "recall", "at least")
    report("Announced pictures: phrases the rule was made with, and phrases it has not seen", columns, rows)


if __name__ == "__main__":
    main()
