"""Images that an imported file shows: those beside it come with it, others are named. Nothing outside its folder is read.

The folder is that of the file; for a note in a vault of Obsidian or Logseq, the vault, in which images are found by their name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from coursepack.document.ast import walk
from coursepack.importing.model import Draft

PICTURES = frozenset(".png .jpg .jpeg .gif .webp .svg .tif .tiff .bmp .emf .wmf".split())
_VAULTS = (".obsidian", "logseq", ".foam")
"""What stands in the folder of a vault, and nowhere else."""
_LARGEST = 64 * 1024**2  # bytes of an image
_MOST_FILES = 20_000  # of a vault that are looked at


def take_pictures(draft: Draft, path: Path) -> None:
    """Read the images that a draft of the file `path` names, or say why one is not there."""
    for target in dict.fromkeys(node["c"][2][0] for node in walk(draft.blocks) if node["t"] == "Image"):
        if target in draft.media:
            continue
        if re.match(r"[a-z][a-z0-9+.-]+:|//", target, re.IGNORECASE):
            draft.concern(
                "image", f"‘{target[:100]}’ is not beside the file: save it into manuscript/figures/, and name it there"
            )
            continue
        found = _find(path.parent, target)
        if found is None:
            draft.concern(
                "image", f"‘{target}’ was not found in the folder of the file: put it into manuscript/ by hand"
            )
        else:
            draft.media[target] = found.read_bytes()


def _find(folder: Path, target: str) -> Path | None:
    """The image of this path, from the file's folder or the vault's; else one of this name anywhere in them."""
    root = next((above for above in (folder, *folder.resolve().parents) if _is_vault(above)), folder)
    written = unquote(target.partition("?")[0].partition("#")[0])
    tried = [folder / written, root / written.lstrip("/")]
    name = Path(written).name
    return next((path for path in (*tried, *_named(root, name)) if _may_be_read(path, root)), None)


def _is_vault(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in _VAULTS)


def _named(root: Path, name: str) -> Iterator[Path]:
    seen = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        if name in files:
            yield Path(folder, name)
        seen += len(files)
        if seen > _MOST_FILES:
            return


def _may_be_read(path: Path, root: Path) -> bool:
    """Whether this is an image file in the folder, links followed, and not too large."""
    try:
        inside = path.resolve().is_relative_to(root.resolve())
        return inside and path.is_file() and path.suffix.lower() in PICTURES and path.stat().st_size <= _LARGEST
    except (OSError, ValueError):
        return False
