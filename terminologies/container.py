"""The compiled file: named arrays in one memory-mapped file, so that opening reads a page of header and nothing else.

Layout: eight bytes of magic, the header's length (64-bit little endian), a JSON header, then the sections, each
aligned to 64 bytes and in little-endian numpy layout. No pickle.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from clinical.errors import TerminologyError
from terminologies.records import write_atomically

MAGIC = b"KLASKT04"
_ALIGN = 64


def _padded(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def write(path: Path, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """Write ``arrays`` and ``meta`` (JSON values) as one file, all or nothing."""
    sections: dict[str, Any] = {}
    blobs: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        blob = np.ascontiguousarray(array).tobytes()
        sections[name] = [offset, array.dtype.str, int(array.size)]
        blobs.append(blob + bytes(_padded(len(blob)) - len(blob)))
        offset += len(blobs[-1])
    header = json.dumps({"meta": dict(meta), "sections": sections, "size": offset}, ensure_ascii=False).encode()
    start = _padded(16 + len(header))
    head = MAGIC + len(header).to_bytes(8, "little") + header
    write_atomically(path, b"".join([head, bytes(start - len(head)), *blobs]))


def pack_strings(strings: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Strings as one UTF-8 blob and the offsets of their ends; ``Strings`` reads them."""
    encoded = [s.encode() for s in strings]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.uint32)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), ends


class Strings(Sequence[str]):
    """A read-only list of strings over a blob and offsets; a string is decoded when it is asked for."""

    def __init__(self, blob: NDArray[np.uint8], ends: NDArray[np.uint32]) -> None:
        self._blob, self._ends = memoryview(blob.data), memoryview(ends.data)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        index = int(index)
        return str(self._blob[self._ends[index] : self._ends[index + 1]], "utf-8")


class Container:
    """An open compiled file. Arrays are views of the file; they stay valid as long as they are held."""

    def __init__(self, path: Path) -> None:
        """Open ``path``.

        Raises:
            TerminologyError: it is missing, of another format, or cut short.
        """
        try:
            with path.open("rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise TerminologyError(f"no compiled terminologies at {path}: run `make terminologies`") from error
        if self._map[:8] != MAGIC:
            raise TerminologyError(f"{path} is not a compiled terminology of this version: delete it and start again")
        size = int.from_bytes(self._map[8:16], "little")
        header = json.loads(self._map[16 : 16 + size])
        self.path = path
        self.meta: dict[str, Any] = header["meta"]
        self._sections: dict[str, Any] = header["sections"]
        self._start = _padded(16 + size)
        if len(self._map) != self._start + header["size"]:
            raise TerminologyError(f"{path} is cut short: delete it and start again")

    def array(self, name: str) -> NDArray[Any]:
        """The section ``name`` as a read-only array."""
        offset, dtype, count = self._sections[name]
        return np.frombuffer(self._map, dtype=np.dtype(dtype), count=count, offset=self._start + offset)

    def view(self, name: str) -> memoryview:
        """The section as a memoryview: single items are read three times faster than from an array."""
        return memoryview(self.array(name).data)

    def strings(self, name: str) -> Strings:
        """The strings that were packed as ``name`` and ``name_ends``."""
        return Strings(self.array(name), self.array(f"{name}_ends"))

    def words(self, name: str) -> list[str]:
        """All strings of a section at once; they may hold no line break."""
        blob = bytes(self.array(name)).decode()
        return blob.split("\n") if blob else []
