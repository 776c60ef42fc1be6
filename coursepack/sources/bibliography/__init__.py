"""The bibliography: a `.bib` file read into resolved entries, and these made into CSL items.

`read_bibliography` reads everything and reports every mistake; `read_authorities` and `check_authorities` hold it to the forms of
names that a project has settled; `to_csl` makes items for the entries that a book needs; `for_rendering`
and `join_family_first` stand before and after citeproc.
"""

from coursepack.sources.bibliography.authorities import check_authorities, read_authorities
from coursepack.sources.bibliography.convert import to_csl
from coursepack.sources.bibliography.model import Bibliography, CslItem, Entry
from coursepack.sources.bibliography.read import read_bibliography
from coursepack.sources.bibliography.rendering import for_rendering, join_family_first

__all__ = [
    "Bibliography",
    "CslItem",
    "Entry",
    "check_authorities",
    "for_rendering",
    "join_family_first",
    "read_authorities",
    "read_bibliography",
    "to_csl",
]
