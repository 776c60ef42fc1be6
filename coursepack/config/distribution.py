"""`[distribution]`: records of the book for shops (ONIX) and library servers (OPDS)."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints, model_validator

from coursepack.config.fields import Table


class Distribution(Table):
    """The records that a build writes into `distribution/`."""

    onix: bool = False
    """An ONIX for Books 3.0 message."""
    opds: bool = False
    """An OPDS 2.0 publication; needs `address`."""
    address: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""
    """Where the files will be found on the web: the folder's address."""
    thema: list[Annotated[str, StringConstraints(pattern=r"^[A-Z1-6][A-Z0-9-]{0,9}$")]] = []
    """Subject codes of Thema, the main one first."""
    price: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3} \d{1,6}(\.\d{2})?)?$")] = ""
    """Currency (ISO 4217) and amount, such as `GBP 12.50`; without one the book is free of charge."""

    @property
    def amount(self) -> tuple[str, str] | None:
        """Currency and amount, or `None` for a book that is free of charge."""
        currency, _, amount = self.price.partition(" ")
        return (currency, amount) if amount else None

    @model_validator(mode="after")
    def _addressed(self) -> Distribution:
        if self.opds and not self.address:
            raise ValueError('an OPDS entry links to files: give the address of their folder, address = "https://…"')
        return self
