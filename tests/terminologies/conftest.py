from __future__ import annotations

import os
from pathlib import Path

import pytest

from terminologies import Catalogue, ensure, open_catalogue
from tests.terminologies import samples


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the small invented CIM-10 and ATC, compiled with the shipped lexicon."""
    folder = tmp_path_factory.mktemp("cache")
    ensure(folder, wheel=samples.wheel(folder))
    return folder


@pytest.fixture(scope="session")
def catalogue(cache: Path) -> Catalogue:
    return open_catalogue(cache)


@pytest.fixture(scope="session")
def real_wheel() -> Path:
    """The wheel that ``make terminologies`` fetched."""
    found = sorted((Path(__file__).parents[2] / "build" / "wheels").glob("edsnlp-*.whl"))
    if not found:
        pytest.skip("no edsnlp wheel in build/wheels: run `make terminologies`")
    return found[-1]


@pytest.fixture(scope="session")
def data() -> Path:
    """The development data; without it the tests that read it are left out."""
    folder = os.environ.get("KLASK_TEST_DATA")
    if not folder:
        pytest.skip("KLASK_TEST_DATA is unset")
    return Path(folder)
