"""Finish the print edition for the press: PDF/X-4 or PDF/X-1a:2003, in one ink or four.

In: a plain PDF with trim boxes, and the job. Out: the bytes of a file that a press takes.
"""

from coursepack.editions.press.finishing import finish, finish_in_ink
from coursepack.editions.press.inking import ink_parts
from coursepack.editions.press.job import PressJob, interior_job

__all__ = ["PressJob", "finish", "finish_in_ink", "ink_parts", "interior_job"]
