"""Detectors: each finds one kind of identifier on a page and reports spans; none replaces anything."""
