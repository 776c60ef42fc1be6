"""The layout engine: everything that touches WeasyPrint, whose internals are used by necessity (pinned to 70.0).

`press.Press` lays one section out; the other modules each know one internal of the engine:

- `fetcher`: what the engine may read;
- `boxes`: the tree of laid-out boxes, read off as pieces of printed text;
- `proofread`: these pieces held against the source;
- `setting`: the lines as a compositor sees them; `hyphens`: words kept whole where a hyphen must not stand;
- `measure`: the lines of a note laid out alone;
- `areas`, `lines`: mends of how the engine places notes;
- `tagging`: what the content of the pages means, with `structure` (the tree), `marks` (marked content), `links`, `spaces`
  (between words at line ends), `furniture` (running heads become artifacts, folios are cut out), `gaps` (for folios in the text)
  and `tree_writing`;
- `fonts`: the fonts that a document used, left out of its PDF.
"""
