"""The token trie as flat arrays: nodes numbered breadth first, so that a node's children stand side by side.

Node 0 is the root. Node ``n`` is reached by token ``token[n]``; its children are ``first[n] … first[n + 1] - 1``, sorted
by token. ``root[t]`` is the child of the root for token ``t``, 0 where there is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trie:
    """Views of a trie's arrays, fit for single reads."""

    token: Sequence[int]
    first: Sequence[int]
    root: Sequence[int]

    def child(self, node: int, token: int) -> int:
        """The node that ``token`` leads to, 0 where there is none."""
        low, high = self.first[node], self.first[node + 1]
        place = bisect_left(self.token, token, low, high)
        return place if place < high and self.token[place] == token else 0

    def find(self, tokens: Sequence[int]) -> int:
        """The node of a whole sequence, 0 where no term has it."""
        if not tokens or not 0 <= tokens[0] < len(self.root):
            return 0
        node = self.root[tokens[0]]
        for token in tokens[1:]:
            if not node:
                return 0
            node = self.child(node, token)
        return node


def build(sequences: Sequence[tuple[int, ...]], *, vocabulary: int) -> tuple[dict[str, NDArray[Any]], list[int]]:
    """Arrays ``token``, ``first`` and ``root`` of a trie, and the node of each sequence."""
    nested: dict[int, Any] = {}
    for sequence in sequences:
        level = nested
        for step in sequence:
            level = level.setdefault(step, {})
    token: list[int] = [0]
    first: list[int] = [1]
    queue: list[dict[int, Any]] = [nested]
    for node, level in enumerate(queue):
        if node:
            first.append(len(token))
        token += sorted(level)
        queue += [level[child] for child in sorted(level)]
    first.append(len(token))
    root = np.zeros(vocabulary, dtype=np.int32)
    for place in range(1, 1 + len(nested)):
        root[token[place]] = place
    arrays = {"token": np.array(token, np.int32), "first": np.array(first, np.int32), "root": root}
    trie = Trie(token, first, root.tolist())
    return arrays, [trie.find(sequence) for sequence in sequences]
