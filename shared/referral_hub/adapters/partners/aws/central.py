"""The door to Partner Central: one catalog, plain dictionaries, and errors in the hub's terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.quota import CallKind
from referral_hub.ports import Quota

from . import exact
from .errors import FAILURES, NO_CATALOG, NOT_FOUND, Refusal, translated
from .pace import Pace, PaceInLine, kind_of

PAGE = 100


class Central:
    """
    `client` makes a botocore client when first needed; the catalog is "AWS" or "Sandbox". Without a
    quota nothing is counted, without a pace nothing waits.
    """

    def __init__(
        self,
        client: Callable[[], Any],
        catalog: str,
        *,
        quota: Quota | None = None,
        pace: Pace | PaceInLine | None = None,
    ) -> None:
        self._client = client
        self.catalog = catalog
        self._quota = quota
        self._pace = pace

    def ask(self, operation: str, *, spare: bool = False, **members: Any) -> dict[str, Any]:
        """
        Call an operation, named as botocore names it; nobody waits for one that is `spare`.

        Raises:
            Refusal: AWS will not.
            Unavailable: AWS could not be asked, or did not answer.
        """
        if not self.catalog:
            raise Refusal(NO_CATALOG, "the hub is deployed without a Partner Central catalog")
        kind = kind_of(operation)
        # First the slot: who cannot wait for it makes no call, and none is counted.
        if self._pace:
            self._pace.keep(kind)
        if self._quota:
            self._quota.take(kind, spare=spare)
        call = getattr(self._client(), operation)
        try:
            answer: dict[str, Any] = call(**{**members, "Catalog": self.catalog})
        except FAILURES as failure:
            # Not chained: the text of the failure may repeat what AWS knows of the customer.
            raise self._translated(failure, kind) from None
        return answer

    def _translated(self, failure: Exception, kind: CallKind) -> Refusal | Unavailable:
        trouble = translated(failure)
        if self._quota and isinstance(trouble, Unavailable) and trouble.cause is Cause.QUOTA:
            self._quota.refused(kind)
        return trouble

    def find(self, operation: str, **members: Any) -> dict[str, Any] | None:
        """Read one thing; None when AWS does not show it to us. Raises as `ask` does."""
        try:
            return self.ask(operation, **members)
        except Refusal as refusal:
            if refusal.code == NOT_FOUND:
                return None
            raise

    def find_exactly(self, operation: str, **members: Any) -> dict[str, Any] | None:
        """Read one thing as it is on the wire, with texts for moments. As `find` otherwise."""
        with exact.kept(self._client(), pascal(operation)) as body:
            found = self.find(operation, **members)
        return body if found is not None else None

    def write_under(self, lock: str, stamp: str, operation: str, **members: Any) -> None:
        """Change something under this moment in this member, its lock. Raises as `ask` does."""
        with exact.sent(self._client(), pascal(operation), lock, stamp):
            self.ask(operation, **{**members, lock: stamp})

    def walk(self, operation: str, rows: str, **members: Any) -> Iterator[dict[str, Any]]:
        """List all rows, page by page, as they are asked for. Raises as `ask` does."""
        for page in self.pages(operation, spare=False, **members):
            yield from page.get(rows) or ()

    def pages(
        self, operation: str, *, spare: bool = True, **members: Any
    ) -> Iterator[dict[str, Any]]:
        """List page by page, as they are asked for. Raises as `ask` does."""
        place: dict[str, str] = {}
        while True:
            page = self.ask(operation, spare=spare, MaxResults=PAGE, **members, **place)
            yield page
            if not page.get("NextToken"):
                return
            place = {"NextToken": page["NextToken"]}

    def input_shape(self, operation: str) -> Any:
        """Look up what an operation (by its own name, such as GetOpportunity) takes."""
        return self._client().meta.service_model.operation_model(operation).input_shape


def pascal(operation: str) -> str:
    """Name an operation as AWS does."""
    return operation.title().replace("_", "")
