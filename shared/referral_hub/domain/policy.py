"""
The host's intake policy: how an invitation fills CRM fields, and what happens to contacts.
Versioned, never edited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from .contacts import IDENTIFYING, Match, MatchKind
from .crm import CrmObject, Fields
from .errors import HubError
from .invitation import Invitation
from .shapes import Frozen

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class ContactSyncMode(StrEnum):
    NONE = "none"
    CREATE = "create"
    CREATE_AND_UPDATE = "create_and_update"


class ExistingContact(StrEnum):
    """What to do with a contact whom the account already has."""

    SKIP = "skip"
    LINK = "link"


class FieldMapping(Frozen):
    """
    How one CRM field is filled from an invitation.

    `template` is text with paths in braces, such as "{customer.company_name}: {title}";
    a field whose only path is empty stays empty. Paths are those of `SOURCES`.
    """

    target: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,79}$")
    template: str = Field(max_length=500)

    @model_validator(mode="after")
    def _only_known_paths(self) -> Self:
        unknown = sorted(set(_PLACEHOLDER.findall(self.template)) - SOURCES)
        if unknown:
            raise ValueError(
                f"unknown path {', '.join(map(repr, unknown))}; known: {', '.join(sorted(SOURCES))}"
            )
        return self


SOURCES = frozenset(
    [
        "title",
        "description",
        "target_close_date",
        "value.amount",
        "value.currency",
        "partner_id",
        "partner_referral_id",
        "number",
        "customer.company_name",
        "customer.website_url",
        "customer.country_code",
        "customer.industry",
        "customer.state",
        "customer.city",
        "customer.postal_code",
        "customer.street",
    ]
)

_OPPORTUNITY = {
    "name": "{customer.company_name}: {title}",
    "amount": "{value.amount}",
    "currency": "{value.currency}",
    "close_date": "{target_close_date}",
    "description": "{description}",
    "source": "Partner referral {number} ({partner_id})",
}
_ACCOUNT = {
    "name": "{customer.company_name}",
    "website": "{customer.website_url}",
    "country_code": "{customer.country_code}",
    "industry": "{customer.industry}",
    "state": "{customer.state}",
    "city": "{customer.city}",
    "postal_code": "{customer.postal_code}",
    "street": "{customer.street}",
}


def _mappings(templates: Mapping[str, str]) -> tuple[FieldMapping, ...]:
    return tuple(FieldMapping(target=t, template=template) for t, template in templates.items())


class FieldNotOffered(HubError):
    code = "field_not_offered"
    fix = "Send only the fields that the preview lists; an admin adds others to the field set."


class IntakePolicy(Frozen):
    """One version of the host's choices."""

    version: int = 0
    opportunity_mapping: tuple[FieldMapping, ...] = Field(
        default_factory=lambda: _mappings(_OPPORTUNITY), max_length=100
    )
    account_mapping: tuple[FieldMapping, ...] = Field(
        default_factory=lambda: _mappings(_ACCOUNT), max_length=100
    )
    opportunity_field_set: tuple[str, ...] = Field(default=(), max_length=100)
    account_field_set: tuple[str, ...] = Field(default=(), max_length=100)
    contact_sync: ContactSyncMode = ContactSyncMode.CREATE
    existing_contact: ExistingContact = ExistingContact.SKIP
    contact_role: str = Field(default="Business User", min_length=1, max_length=80)
    association_type: str = Field(default="Primary contact", max_length=80)

    def contact_effects(self, match: Match) -> tuple[str, ...]:
        """What becomes of a contact in the CRM, in order; nothing at all when it is skipped."""
        if match.kind is MatchKind.NEW:
            return ("contact", "role")
        if match.earlier:
            return self._effects_of_more(match)
        updates = ("contact_update",) if self.updates_contacts else ()
        links = ("role",) if self.existing_contact is ExistingContact.LINK else ()
        return (*updates, *links)

    def _effects_of_more(self, match: Match) -> tuple[str, ...]:
        """
        More about a person whom this referral brought to the CRM before, in their role already.

        The late half of a partial contact completes its record, which is no edit of anybody's data.
        """
        completes = len(match.keys) < len(IDENTIFYING)
        return ("contact_update",) if self.updates_contacts or completes else ()

    @property
    def updates_contacts(self) -> bool:
        return self.contact_sync is ContactSyncMode.CREATE_AND_UPDATE

    def mapping(self, what: CrmObject) -> tuple[FieldMapping, ...]:
        return self.account_mapping if what is CrmObject.ACCOUNT else self.opportunity_mapping

    def field_set(self, what: CrmObject) -> tuple[str, ...]:
        """The unmapped fields that an admin added to the form (IN-16)."""
        if what is CrmObject.ACCOUNT:
            return self.account_field_set
        return self.opportunity_field_set

    def offered(self, what: CrmObject) -> tuple[str, ...]:
        """The fields that a request may set: the mapped ones, then those of the field set."""
        mapped = [m.target for m in self.mapping(what)]
        return tuple(dict.fromkeys([*mapped, *self.field_set(what)]))

    def origin(self, what: CrmObject, name: str) -> str:
        """Tell why a field is offered: `mapping` or `field_set`."""
        mapped = any(mapping.target == name for mapping in self.mapping(what))
        return "mapping" if mapped else "field_set"

    def fill(self, what: CrmObject, invitation: Invitation, overrides: Fields) -> dict[str, str]:
        """
        Work out the fields of a new CRM record: mapped ones, then what the operator typed over
        them.

        Raises:
            FieldNotOffered: an override names a field that is neither mapped nor in the field set.
        """
        self._must_offer(what, overrides)
        values = source_values(invitation)
        mapped = {m.target: _render(m.template, values) for m in self.mapping(what)}
        return {name: text for name, text in {**mapped, **overrides}.items() if text}

    def _must_offer(self, what: CrmObject, overrides: Fields) -> None:
        strange = sorted(set(overrides) - set(self.offered(what)))
        if strange:
            fields = dict.fromkeys((f"{what}.{name}" for name in strange), "is not offered")
            raise FieldNotOffered(f"not offered for {what}: {', '.join(strange)}", fields=fields)


def source_values(invitation: Invitation) -> dict[str, str]:
    """Flatten an invitation to the paths that a template may name."""
    values = {
        "title": invitation.title,
        "description": invitation.description,
        "target_close_date": str(invitation.target_close_date or ""),
        "value.amount": invitation.value.amount if invitation.value else "",
        "value.currency": invitation.value.currency if invitation.value else "",
        "partner_id": invitation.partner_id,
        "partner_referral_id": invitation.partner_referral_id,
        "number": invitation.number,
    }
    customer = invitation.customer.model_dump()
    return values | {f"customer.{name}": text for name, text in customer.items()}


def _render(template: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda path: values[path[1]], template).strip()
