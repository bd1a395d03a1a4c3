"""Follow the paths of a query through the schema and from record to record."""

from collections.abc import Iterable
from typing import Any

from sandbox.salesforce.errors import SalesforceError, refusal
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.values import show
from sandbox.salesforce.org.reading import attributes
from sandbox.salesforce.org.record import Record
from sandbox.salesforce.org.state import Org
from sandbox.salesforce.soql.syntax import Path


class Paths:
    """Read fields of one object's records, and of their parents, for one query."""

    def __init__(self, org: Org, sobject: SObject, text: str) -> None:
        self._org = org
        self._sobject = sobject
        self._text = text

    def field(self, path: Path) -> Field:
        """
        Return the field at the end of a path.

        Raises:
            SalesforceError: INVALID_FIELD.
        """
        sobject = self._sobject
        for step in path.steps[:-1]:
            sobject = self._parent(sobject, step, path)
        field = sobject.field(path.steps[-1])
        if field is None:
            message = f"No such column '{path.steps[-1]}' on entity '{sobject.name}'"
            raise self._unknown(path, message)
        return field

    def value(self, row: Record, path: Path) -> Any:
        owner: Record | None = row
        for step in path.steps[:-1]:
            owner = self._followed(owner, step) if owner else None
        return owner.get(self.field(path).name) if owner else None

    def shown(self, row: Record, paths: Iterable[Path], version: str) -> dict[str, Any]:
        """Return a record as a query answers it: parents nest under their relationship."""
        answer: dict[str, Any] = {"attributes": attributes(row, version)}
        for path in paths:
            self._show(answer, row, path, version)
        return answer

    def _show(self, place: dict[str, Any], row: Record, path: Path, version: str) -> None:
        for step in path.steps[:-1]:
            name, parent = self._relationship(row, step), self._followed(row, step)
            if parent is None:
                place[name] = None
                return
            place = place.setdefault(name, {"attributes": attributes(parent, version)})
            row = parent
        field = self.field(path)
        place[field.name] = show(field, row.get(field.name))

    def _parent(self, sobject: SObject, step: str, path: Path) -> SObject:
        field = sobject.parent(step)
        parent = self._org.schema.find(field.reference_to) if field else None
        if parent is None:
            raise self._unknown(path, f"Didn't understand relationship '{step}' in field path")
        return parent

    def _followed(self, row: Record, step: str) -> Record | None:
        field = self._reference(row, step)
        record_id = str(row.get(field.name))
        target = self._org.schema.of_record(record_id)
        return self._org.store.get(target.name, record_id) if target else None

    def _relationship(self, row: Record, step: str) -> str:
        return str(self._reference(row, step).relationship)

    def _reference(self, row: Record, step: str) -> Field:
        field = self._org.schema.of(row.sobject).parent(step)
        assert field
        return field

    def _unknown(self, path: Path, message: str) -> SalesforceError:
        column = path.at - self._text.rfind("\n", 0, path.at)
        place = f"\n{self._text}\n{' ' * (column - 1)}^\nERROR at Row:1:Column:{column}"
        hint = (
            "If you are attempting to use a custom field, be sure to append the '__c' after the "
            "custom field name. Please reference your WSDL or the describe call for the "
            "appropriate names."
        )
        return refusal("INVALID_FIELD", f"{place}\n{message}. {hint}")
