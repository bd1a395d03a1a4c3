"""The objects and fields that the integration user sees, and how an admin changes them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sandbox.salesforce.errors import not_found
from sandbox.salesforce.metadata.deployed import CUSTOM_FIELDS, REFERRAL
from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.programme import PROGRAMME
from sandbox.salesforce.metadata.sobjects import SObject
from sandbox.salesforce.metadata.standard import STANDARD
from sandbox.switches import BadBehaviourError, names


class Schema:
    """
    Know the org's objects.

    Hidden ones are there but not for the integration user: field-level security, or a package that
    is not deployed, look the same from outside.
    """

    def __init__(self) -> None:
        everything = (*STANDARD, *PROGRAMME, REFERRAL)
        self._objects = {sobject.name.lower(): sobject for sobject in everything}
        # A licence brings these.
        self._hidden = {sobject.name.lower() for sobject in PROGRAMME}
        for name, fields in CUSTOM_FIELDS.items():
            for field in fields:
                self._add(name, field)

    def __iter__(self) -> Iterator[SObject]:
        return (seen for name in self._objects if (seen := self.find(name)))

    def find(self, name: str) -> SObject | None:
        """Return an object as the integration user sees it; None if it does not."""
        sobject = self._objects.get(name.lower())
        if sobject is None or sobject.name.lower() in self._hidden:
            return None
        start = f"{sobject.name.lower()}."
        return sobject.without(
            [name.removeprefix(start) for name in self._hidden if name.startswith(start)]
        )

    def sobject(self, name: str) -> SObject:
        """
        Return an object as the integration user sees it.

        Raises:
            SalesforceError: NOT_FOUND.
        """
        found = self.find(name)
        if found is None:
            raise not_found()
        return found

    def of(self, name: str) -> SObject:
        """Return an object whole, hidden or not: as an admin sees it."""
        return self._object(name)

    def of_record(self, record_id: str) -> SObject | None:
        """Return the object whose records' ids begin like this one."""
        return next((s for s in self._objects.values() if s.prefix == record_id[:3]), None)

    def change(self, wishes: Mapping[str, Any]) -> None:
        """
        Change what the org has.

        `hide` and `show` take `Account.Website` or `Referral__c`; `require` and `loosen` take
        fields that must, or need not, have a value; `not_unique` takes external ids that several
        records may share; `fields` takes objects like `{"object": "Opportunity", "name":
        "Region__c", "type": "picklist", "picklist": ["EU"], "restricted": true}`.

        Raises:
            BadBehaviourError: an unknown word, object or field; what came before it is done.
        """
        for wish, value in wishes.items():
            if wish == "fields":
                for field in value:
                    self._add(field["object"], _read(field))
            else:
                for name in names(value):
                    self._alter(wish, name)

    def _alter(self, wish: str, name: str) -> None:
        if wish == "hide":
            self._hidden.add(self._known(name))
        elif wish == "show":
            self._hidden.discard(self._known(name))
        elif wish in _CHANGES:
            sobject, _, field = name.partition(".")
            known = self._object(sobject).field(field)
            if known is None:
                raise BadBehaviourError(f"no such field: {name}")
            self._add(sobject, replace(known, **_CHANGES[wish]))
        else:
            raise BadBehaviourError(f"no such wish: {wish}")

    def _known(self, name: str) -> str:
        sobject, _, field = name.partition(".")
        if field and self._object(sobject).field(field) is None:
            raise BadBehaviourError(f"no such field: {name}")
        self._object(sobject)
        return name.lower()

    def _object(self, name: str) -> SObject:
        if name.lower() not in self._objects:
            raise BadBehaviourError(f"no such object: {name}")
        return self._objects[name.lower()]

    def _add(self, sobject: str, field: Field) -> None:
        self._objects[sobject.lower()] = self._object(sobject).with_field(field)


_CHANGES: dict[str, dict[str, Any]] = {
    "require": {"nillable": False, "default": None},
    "loosen": {"nillable": True},
    "not_unique": {"unique": False},
}


def _read(wish: Mapping[str, Any]) -> Field:
    told = {name: value for name, value in wish.items() if name != "object"}
    if "required" in told:
        told["nillable"] = not told.pop("required")
    try:
        return Field(**{**told, "picklist": tuple(told.get("picklist", ()))})
    except TypeError as error:
        raise BadBehaviourError(str(error)) from error
