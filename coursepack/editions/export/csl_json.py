"""CSL JSON: the master export, every item whole (schema csl-data.json 1.0.2)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coursepack.sources.bibliography import CslItem


def write_csl_json(items: Sequence[CslItem]) -> str:
    """Write the items as a JSON array, names of variables sorted, `id` and `type` first."""
    ordered = [dict(sorted(item.items(), key=lambda pair: (pair[0] not in ("id", "type"), pair[0]))) for item in items]
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"
