"""A table that any spreadsheet opens and none executes."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.csv_text import MARK, csv_text

CELLS = st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)


@pytest.mark.parametrize("cell", ["=1+1", "+15550100123", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_made_a_text(cell: str) -> None:
    assert read(csv_text([[cell]])) == [[f"'{cell}"]]


def test_numbers_stay_numbers_and_lines_end_as_the_standard_says() -> None:
    assert csv_text([["Ana, owner", 3, None], ['"Ben"', -2, 1]]) == f'{MARK}"Ana, owner",3,\r\n"""Ben""",-2,1\r\n'


@settings(derandomize=True, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_whatever_stands_in_a_cell_comes_back(rows: list[list[str]]) -> None:
    came = read(csv_text(rows))
    assert [[cell.removeprefix("'") for cell in row] for row in came] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in came for cell in row)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))
