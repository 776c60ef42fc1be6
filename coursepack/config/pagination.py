"""`[pagination]`: the printed edition whose pages readers cite."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, model_validator

from coursepack.config.fields import Table, inside


class Pagination(Table):
    """A printed edition, whose pages readers cite, and what to do when the new pages are other than its."""

    lock: Annotated[str, AfterValidator(inside)] = ""
    """A kept `pagination.json`, relative to the project's folder; none by default."""
    fail: bool = False
    """Whether a build ends without output when text stands on another page than in the printed edition."""

    @model_validator(mode="after")
    def _something_to_compare(self) -> Pagination:
        if self.fail and not self.lock:
            raise ValueError("fail needs a lock: the pagination.json of the printed edition")
        return self
