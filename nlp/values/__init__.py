"""Values: results with unit, comparator and date, attached to their analyte."""

from .measuring import read_measurements

__all__ = ["read_measurements"]
