"""Tests mirror the rooms; `contracts` runs on every adapter, `journeys` through both doors, `house` holds the plan."""
