"""What the environment says."""

import pytest

from onrecord.domain.errors import SettingsError
from onrecord.settings import SPECIFICATIONS, read_settings


def test_the_provider_publishes_its_specifications_where_it_says(home: object) -> None:
    assert read_settings().specifications == SPECIFICATIONS
    assert all(url.startswith("https://") for urls in SPECIFICATIONS.values() for url in urls)


def test_another_provider_publishes_its_own(home: object) -> None:
    assert read_settings(quo_api_url="http://127.0.0.1:8571").specifications == {
        "v1": ("http://127.0.0.1:8571/public/openphone-public-api-v1-prod.json",),
        "dated": ("http://127.0.0.1:8571/public/openphone-public-api-2026-03-30-prod.json",),
    }


def test_a_surface_may_be_named_with_several_addresses(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_SPECIFICATION_URLS", "v1=https://a.test/1, v1=https://b.test/2,dated=https://a.test/3")
    assert read_settings().specifications == {
        "v1": ("https://a.test/1", "https://b.test/2"),
        "dated": ("https://a.test/3",),
    }


def test_none_fetches_none(home: object) -> None:
    assert read_settings(specification_urls="none").specifications == {}


@pytest.mark.parametrize("wrong", ["https://a.test/1", "v2=https://a.test/1", "v1=ftp://a.test/1", "v1="])
def test_what_is_no_address_of_a_surface_is_refused(home: object, wrong: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_SPECIFICATION_URLS"):
        read_settings(specification_urls=wrong)
