"""One compiled catalogue for the tests of matching: the shipped lexicon over the small invented tables."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from terminologies import Catalogue, ensure, open_catalogue
from tests.terminologies import samples


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Compiled once a process, in a folder that goes away with it."""
    folder = Path(tempfile.mkdtemp(prefix="klask-terms-"))
    ensure(folder, wheel=samples.wheel(folder))
    return open_catalogue(folder)
