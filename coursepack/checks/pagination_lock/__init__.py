"""The pages of a new printing compared with those of the one that readers cite.

In: the locked pagination (a file of the project) and that of the laid-out book. Out: what moved, what is gone, where each
page of the old printing is now, and diagnostics. The rooms, in the order of the work: `reading` (the lock) → `matching`
(which block is which) → `comparison` (what moved, the concordance) → `findings` (diagnostics).
"""

from coursepack.checks.pagination_lock.comparison import Comparison, compare
from coursepack.checks.pagination_lock.findings import findings
from coursepack.checks.pagination_lock.reading import read_lock

__all__ = ["Comparison", "compare", "findings", "read_lock"]
