"""Tests of the synthetic hospital."""
