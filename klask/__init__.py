"""klask: how do I start it? Commands, settings, WSGI entry.

In a wheel the rooms lie under ``klask/_rooms``, so that no generic name (`deid`, `nlp`) lands in site-packages; the
checkout needs nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

__version__ = "0.1.0"

_rooms = Path(__file__).with_name("_rooms")
if _rooms.is_dir() and str(_rooms) not in sys.path:
    sys.path.insert(0, str(_rooms))
