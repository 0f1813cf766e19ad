"""The synthetic hospital: invented patients, stays and notes whose truth is known.

    from hospital import demonstration, stream

Everything is invented; names are drawn from public lists (``data/PROVENANCE.md``).
"""

from __future__ import annotations

from hospital.demo import Hospital, Lot, demonstration
from hospital.notes import Event, Note, Value
from hospital.streaming import stream

__all__ = ["Event", "Hospital", "Lot", "Note", "Value", "demonstration", "stream"]
