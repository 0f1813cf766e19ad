"""Tables that stay to the end of the process, which searches for cycles of references need not walk through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def staying() -> Iterator[None]:
    """What is loaded inside, large tables as a rule, is made without searches for cycles and left out of all later ones.

    One search walks through every container that is not left out: a third of a second for all word lists and cues, in the
    middle of some document.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
