"""`[identifiers]`: what names the book to the trade."""

from __future__ import annotations

import re

from pydantic import field_validator

from coursepack.config.fields import Table


class Identifiers(Table):
    """What names the book to the trade. `uri` is made from the publisher, title and date where it is not given."""

    isbn_print: str = ""
    isbn_epub: str = ""
    uri: str = ""
    doi: str = ""

    @field_validator("isbn_print", "isbn_epub")
    @classmethod
    def _checksum(cls, value: str) -> str:
        digits = re.sub(r"[ -]", "", value)
        if not digits:
            return ""
        if not re.fullmatch(r"97[89]\d{10}", digits):
            raise ValueError("an ISBN has 13 digits and begins with 978 or 979")
        if sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10:
            raise ValueError("the check digit of this ISBN is wrong; compare it with the original")
        return value
