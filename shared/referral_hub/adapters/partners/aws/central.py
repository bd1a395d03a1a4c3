"""The door to Partner Central: one catalog, plain dictionaries, and errors in the hub's terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .errors import FAILURES, NO_CATALOG, NOT_FOUND, Refusal, translated

PAGE = 100


class Central:
    """`client` makes a botocore client when first needed; the catalog is "AWS" or "Sandbox"."""

    def __init__(self, client: Callable[[], Any], catalog: str) -> None:
        self._client = client
        self.catalog = catalog

    def ask(self, operation: str, **members: Any) -> dict[str, Any]:
        """
        Call an operation, named as botocore names it.

        Raises:
            Refusal: AWS will not.
            Unavailable: AWS could not be asked, or did not answer.
        """
        if not self.catalog:
            raise Refusal(NO_CATALOG, "the hub is deployed without a Partner Central catalog")
        call = getattr(self._client(), operation)
        try:
            answer: dict[str, Any] = call(**{**members, "Catalog": self.catalog})
        except FAILURES as failure:
            # Not chained: the text of the failure may repeat what AWS knows of the customer.
            raise translated(failure) from None
        return answer

    def find(self, operation: str, **members: Any) -> dict[str, Any] | None:
        """Read one thing; None when AWS does not show it to us. Raises as `ask` does."""
        try:
            return self.ask(operation, **members)
        except Refusal as refusal:
            if refusal.code == NOT_FOUND:
                return None
            raise

    def walk(self, operation: str, rows: str, **members: Any) -> Iterator[dict[str, Any]]:
        """List all rows, page by page, as they are asked for. Raises as `ask` does."""
        place: dict[str, str] = {}
        while True:
            page = self.ask(operation, MaxResults=PAGE, **members, **place)
            yield from page.get(rows) or ()
            if not page.get("NextToken"):
                return
            place = {"NextToken": page["NextToken"]}

    def input_shape(self, operation: str) -> Any:
        """Look up what an operation (by its own name, such as GetOpportunity) takes."""
        return self._client().meta.service_model.operation_model(operation).input_shape
