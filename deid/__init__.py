"""deid: what may be kept of this note? Identifiers found, replaced, accounted for."""

from deid.checks import normalise
from deid.deidentifier import VERSION, Deidentifier
from deid.options import Deidentification, DeidOptions
from deid.pseudonyms import Pseudonyms

__all__ = ["VERSION", "DeidOptions", "Deidentification", "Deidentifier", "Pseudonyms", "normalise"]
