"""Nodes of the trie of terms, read from the compiled arrays once each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from terminologies.container import Container

MOST_NODES = 50_000
"""Nodes that are kept as dictionaries, some 20 MB."""

Node = tuple[bool, dict[int, int]]
"""Whether terms end there, and the node that each token leads to."""


class Root(NamedTuple):
    """A node that a word reaches from the root of the trie, with what is read from it first."""

    node: int
    likeness: float
    holds: bool
    children: dict[int, int]


class Nodes(dict[int, Node]):
    """Nodes that were reached."""

    def __init__(self, container: Container) -> None:
        super().__init__()
        self._token: Sequence[int] = container.view("trie_token")
        self._first: Sequence[int] = container.view("trie_first")
        self._holding: Sequence[int] = container.view("node_terms_ends")

    def __missing__(self, node: int) -> Node:
        if len(self) >= MOST_NODES:
            self.clear()
        children = {self._token[child]: child for child in range(self._first[node], self._first[node + 1])}
        found = self[node] = self._holding[node] != self._holding[node + 1], children
        return found

    def root(self, node: int, likeness: float) -> Root:
        """The node with what it holds."""
        return Root(node, likeness, *self[node])
