"""The proof of the citations: notes, numbers, order and bibliographies, read back from the finished PDF, e-book and exports.

The readers share no code with the writers: pdfium reads the pages, zipfile and lxml the e-book, pandoc and Python's own
readers the exports. `prove_citations` compares all of them with what citeproc made.
"""

from coursepack.checks.citation_parity.export_proof import prove_exports
from coursepack.checks.citation_parity.pdf_reading import read_pages
from coursepack.checks.citation_parity.proof import Figures, Finished, prove_citations
from coursepack.checks.citation_parity.resolved import Fill

__all__ = ["Figures", "Fill", "Finished", "prove_citations", "prove_exports", "read_pages"]
