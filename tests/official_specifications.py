"""The provider's own documents, where they are at hand: in a folder `shared` beside the checkout."""

from functools import lru_cache
from pathlib import Path

import pytest

from onrecord.provider.specification import Specification, read_specification

FOLDER = Path(__file__).parents[2] / "shared" / "quo-api" / "specs"
JUNE_2025 = "v1-openapi-2025-06-16.yaml"
JULY_2026 = "v1-openapi-2026-07-20.json"
OCTOBER_2026 = "v1-openapi-2026-10-08-assembled.json"
DATED = "v2026-03-30-openapi.assembled.json"
ALL = (JUNE_2025, JULY_2026, OCTOBER_2026, DATED)


def skip_where_absent() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"the provider's documents are not at hand: no {FOLDER}", allow_module_level=True)


@lru_cache
def official(name: str) -> Specification:
    return read_specification((FOLDER / name).read_bytes())
