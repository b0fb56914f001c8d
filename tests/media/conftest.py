"""A vault, a file host, and downloads that may go there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from media.file_host import FileHost, running_file_host
from onrecord.media.address import AllowedPlaces
from onrecord.media.download import Downloads
from onrecord.media.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def file_host() -> Iterator[FileHost]:
    with running_file_host() as host:
        yield host


@pytest.fixture
def downloads(file_host: FileHost) -> Iterator[Downloads]:
    places = AllowedPlaces(frozenset({"share.quo.com"}), file_host.url)
    with Downloads(places, size_limit_bytes=100_000, time_limit_seconds=10) as opened:
        yield opened
