"""The stores: protocol, and SQLite through sqlite-utils."""
