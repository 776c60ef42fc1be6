"""Drawing a timeline: events with their dates → a vector drawing of the width of the text, in black and white.

moments (dates → marks) → axis (years → points, ticks) → placing (labels and lanes) → drawing (SVG)
"""

from coursepack.document.timeline.drawing import draw
from coursepack.document.timeline.moments import Mark, Span, mark_of, span_of
from coursepack.document.timeline.placing import Plan, plan

__all__ = ["Mark", "Plan", "Span", "draw", "mark_of", "plan", "span_of"]
