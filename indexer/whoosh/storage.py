"""Whoosh's files, made durable: Whoosh itself never syncs, so everything is synced around the renaming of its TOC."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from indexer.columns.files import sync_file, sync_folder

INDEX_NAME = "MAIN"
_TOC = re.compile(rf"^_{INDEX_NAME}_([0-9]+)\.toc$")


def latest_generation(folder: Path) -> int:
    """The newest generation whose TOC is there; -1 for none."""
    names = (_TOC.match(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return max((int(match[1]) for match in names if match), default=-1)


def segment_sizes(folder: Path) -> dict[str, int]:
    """The bytes of each segment file."""
    return {path.name: path.stat().st_size for path in sorted(folder.glob(f"{INDEX_NAME}_*")) if path.is_file()}


class DurableStorage(FileStorage):  # type: ignore[misc]
    """A folder in which a new TOC appears only after all that it speaks of is on the disk.

    ``before_commit`` is called with the new generation when all segment files are whole and synced.
    """

    def __init__(self, path: Path, before_commit: Callable[[int], None] | None = None) -> None:
        super().__init__(str(path))
        self._path = path
        self._before_commit = before_commit

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename; a TOC with everything synced before and the folder after."""
        toc = _TOC.match(newname)
        if toc:
            sync_file(self._path / oldname)
            for name in segment_sizes(self._path):
                sync_file(self._path / name)
            sync_folder(self._path)
            if self._before_commit:
                self._before_commit(int(toc[1]))
        super().rename_file(oldname, newname, safe=safe)
        if toc:
            sync_folder(self._path)

    def sweep(self) -> None:
        """Remove what a cut-short writer left: temporary folders."""
        for path in self._path.glob(f"{INDEX_NAME}*.tmp"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
