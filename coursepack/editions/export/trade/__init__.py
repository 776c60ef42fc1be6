"""The book for those who give it away: an ONIX 3.0 message for shops, an OPDS 2.0 entry for library servers, the cover.

In: the configuration, the finished e-book, the printed pages. Out: the files of `distribution/`, by path.
"""

from __future__ import annotations

from coursepack.config import Config
from coursepack.editions.export.catalogue.reader import Pages
from coursepack.editions.export.trade.finished import read_finished
from coursepack.editions.export.trade.onix import write_onix
from coursepack.editions.export.trade.opds import write_opds

__all__ = ["FOLDER", "distribution"]

FOLDER = "distribution"


def distribution(config: Config, epub: bytes, pages: Pages | None) -> dict[str, bytes]:
    """Write the records that the configuration asks for; `pages` is `None` without a print edition."""
    wanted, name = config.distribution, config.name
    if not (wanted.onix or wanted.opds):
        return {}
    finished = read_finished(epub)
    cover = f"{name}-cover.{'png' if finished.cover_type == 'image/png' else 'jpg'}"
    files = {f"{FOLDER}/{cover}": finished.cover}
    if wanted.onix:
        files[f"{FOLDER}/{name}.onix.xml"] = write_onix(config, finished, pages)
    if wanted.opds:
        entry = f"{name}.opds.json"
        files[f"{FOLDER}/{entry}"] = write_opds(config, finished, pages, (entry, f"{name}.epub", cover))
    return files
