"""What a field is, and how it is described (REST API Developer Guide, "sObject Describe")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TEXTS = ("string", "textarea", "picklist", "combobox", "email", "phone", "url", "id", "reference")
_SOAP = {
    "boolean": "xsd:boolean",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "int": "xsd:int",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "id": "tns:ID",
    "reference": "tns:ID",
}
# A text area longer than this is a long one: it cannot stand in a WHERE clause.
_LONG = 255


@dataclass(frozen=True)
class Field:
    """
    One field of an object.

    `length` counts characters, `digits` and `scale` those of a number (precision and decimals).
    `default` is what a new record gets. `set_once` can be given on create only; what is not
    `writable` is the org's own. A field that names records of several objects has the others in
    `also_to`; a query follows it to `reference_to`.
    """

    name: str
    type: str = "string"
    length: int = 0
    label: str = ""
    nillable: bool = True
    default: Any = None
    writable: bool = True
    set_once: bool = False
    digits: int = 0
    scale: int = 0
    picklist: tuple[str, ...] = ()
    restricted: bool = False
    external_id: bool = False
    unique: bool = False
    reference_to: str = ""
    also_to: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the objects whose records the field may name."""
        return (self.reference_to, *self.also_to) if self.reference_to else ()

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def is_text(self) -> bool:
        return self.type in _TEXTS

    @property
    def required(self) -> bool:
        return not self.nillable and self.writable and self.default is None

    @property
    def filterable(self) -> bool:
        return not (self.type == "textarea" and self.length > _LONG)

    @property
    def relationship(self) -> str | None:
        """Return the name under which a query reaches the parent, e.g. `Account`."""
        if not self.reference_to:
            return None
        return f"{self.name[:-3]}__r" if self.custom else self.name.removesuffix("Id")

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label or self.name,
            "type": self.type,
            "soapType": _SOAP.get(self.type, "xsd:string"),
            "length": self.length,
            "byteLength": self.length * 3,
            "precision": self.digits,
            "scale": self.scale,
            "digits": 9 if self.type == "int" else 0,
            "custom": self.custom,
            "calculated": False,
            "autoNumber": False,
            "inlineHelpText": None,
            **self._written(),
            **self._found(),
        }

    def _written(self) -> dict[str, Any]:
        return {
            "nillable": self.nillable,
            "defaultedOnCreate": self.default is not None or not self.writable,
            "defaultValue": self.default if self.default != "" else None,
            "createable": self.writable,
            "updateable": self.writable and not self.set_once,
            "picklistValues": [self._value(value) for value in self.picklist],
            "restrictedPicklist": self.restricted,
            "unique": self.unique,
            "caseSensitive": False,
            "referenceTo": list(self.targets),
        }

    def _found(self) -> dict[str, Any]:
        return {
            "externalId": self.external_id,
            "idLookup": self.external_id or self.type in ("id", "email"),
            "filterable": self.filterable,
            "sortable": self.filterable,
            "groupable": self.filterable,
            "relationshipName": self.relationship,
        }

    def _value(self, value: str) -> Mapping[str, Any]:
        chosen = value == self.default
        return {
            "value": value,
            "label": value,
            "active": True,
            "defaultValue": chosen,
            "validFor": None,
        }
