"""Lists that are kept as data, written into the divs that ask for them.

A chapter asks with a div of the list's name: `::: chronology`, `::: {.timeline tag=famine}`. Every text of the data is parsed
by itself, with all that a chapter may hold, so that an entry can cite, be emphasised and be indexed, and can end no other.
"""

from coursepack.document.lists.filling import Filled, fill_lists

__all__ = ["Filled", "fill_lists"]
