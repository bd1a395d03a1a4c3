"""What a mapping may read of an opportunity of the CRM, its account and its contact, by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Self

from referral_hub.domain.crm import Account, Contact, CrmObject, Opportunity
from referral_hub.domain.expressions.values import Value
from referral_hub.domain.forms import FormField

# Of the person who has the first part in the opportunity.
CONTACT = ("first_name", "last_name", "email", "phone", "title")
_FORMS = (CrmObject.OPPORTUNITY, CrmObject.ACCOUNT)
Described = Mapping[CrmObject, Iterable[FormField]]


@dataclass(frozen=True)
class CrmPaths:
    """The paths that there are, each with the type of what it leads to."""

    types: Mapping[str, str]

    @classmethod
    def of(cls, described: Described) -> Self:
        """`described` has the fields of opportunities and accounts."""
        fields = {f"{what}.{f.name}": f.type for what in _FORMS for f in described[what]}
        ids = dict.fromkeys((f"{what}.id" for what in _FORMS), "text")
        return cls(ids | fields | dict.fromkeys((f"contact.{name}" for name in CONTACT), "text"))

    def __contains__(self, path: object) -> bool:
        return path in self.types

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)


@dataclass(frozen=True)
class CrmRecord:
    """An opportunity with its account and the contact that is shared with it, if it has them."""

    paths: CrmPaths
    texts: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls,
        paths: CrmPaths,
        opportunity: Opportunity,
        account: Account | None = None,
        contact: Contact | None = None,
    ) -> Self:
        texts = {"opportunity.id": opportunity.opportunity_id}
        texts |= {f"opportunity.{name}": text for name, text in opportunity.fields.items()}
        if account:
            texts["account.id"] = account.account_id
            texts |= {f"account.{name}": text for name, text in account.fields.items()}
        if contact:
            texts |= {f"contact.{name}": getattr(contact, name) for name in CONTACT}
        return cls(paths, texts)

    @classmethod
    def example(cls, paths: CrmPaths) -> Self:
        """Something everywhere, so that an expression that puts unlike kinds together fails."""
        return cls(paths, {path: _EXAMPLES.get(kind, "1") for path, kind in paths.types.items()})

    def value(self, path: str) -> Value:
        """
        Raises:
            KeyError: there is no such path.
        """
        return _typed(self.paths.types[path], self.texts.get(path, "").strip())


_EXAMPLES = {"date": "2027-03-01", "boolean": "true"}


def _typed(kind: str, text: str) -> Value:
    """Read a text as what its field holds; what cannot be read so counts as not told."""
    match kind:
        case "amount" | "number":
            return _number(text)
        case "date":
            return _day(text)
        case "boolean":
            return text == "true"
    return text


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
