"""One module a topic; each command translates between a terminal and the warehouse."""
