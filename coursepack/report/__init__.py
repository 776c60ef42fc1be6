"""What a build proved and what it noticed, for people (`report.html`) and for machines (`report.json`).

In: an `Outcome`, all that a build has made. Out: two files. The rooms: `proofs` (what was compared, with figures),
`works` (what is cited), `pictures` (images at their size), `quoting` (lines of the manuscript), `thumbnails` (pages in small)
→ `writing`. A build that failed has only its diagnostics to tell: `failure`.
"""

from coursepack.report.failure import write_failure
from coursepack.report.outcome import Outcome
from coursepack.report.thumbnails import show_pages
from coursepack.report.writing import write_report

__all__ = ["Outcome", "show_pages", "write_failure", "write_report"]
