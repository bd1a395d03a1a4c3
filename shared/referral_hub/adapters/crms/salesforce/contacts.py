"""People at an account: created with their part in one step, adopted when they are there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from referral_hub.domain.contacts import IDENTIFYING, ContactInfo, MatchKind, decide_match
from referral_hub.domain.crm import Contact, ContactRole, Part
from referral_hub.domain.effects import Done, Outcome, Refused, effect_token

from . import refusals, soql
from .api import CONTACT, HUB_ID, ROLE, is_id
from .description import Descriptions
from .door import Door, Step, hub_path, id_of, row_path
from .errors import DUPLICATES, Refusal, unless_gone
from .values import to_moment

_FIELDS = {
    "first_name": "FirstName",
    "last_name": "LastName",
    "email": "Email",
    "phone": "Phone",
    "title": "Title",
}

# REST API Developer Guide, "Duplicate Rule Header". Creating: an alert is a question to a person,
# so the hub does not answer it with yes; it sees by the details who is there, as far as sharing
# lets its user see. Updating makes no second record, so there an alert stops nothing.
_RULE = "Sforce-Duplicate-Rule-Header"
CREATING = {_RULE: "allowSave=false; includeRecordDetails=true; runAsCurrentUser=true"}
_UPDATING = {_RULE: "allowSave=true; includeRecordDetails=false; runAsCurrentUser=true"}


class People:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, door: Door, descriptions: Descriptions) -> None:
        self._door = door
        self._descriptions = descriptions

    def of(self, account_id: str) -> list[Contact]:
        return [contact_of(row) for row in self._door.rows(soql.contacts_of(account_id))]

    def like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        rows = self._door.rows(soql.contacts_like(account_id, person))
        return [contact_of(row) for row in rows]

    def read(self, contact_id: str) -> Contact | None:
        path = f"{row_path(CONTACT, contact_id)}?fields={soql.CONTACT_FIELDS.replace(' ', '')}"
        row = unless_gone(lambda: self._door.ask("GET", path))
        return contact_of(row) if row else None

    def create(
        self, account_id: str, person: ContactInfo, *, token: str, part: Part | None
    ) -> Outcome:
        """Create the contact; somebody whom a duplicate rule knows is adopted."""
        try:
            if part is not None:
                return self._create_with_part(account_id, person, token, part)
            body = _new(account_id, person)
            return Done(result=self._door.upsert(CONTACT, token, body, CREATING))
        except Refusal as refusal:
            if refusal.has(DUPLICATES):
                return self._adopt(account_id, person, refusal.matches, token, part)
            raise

    def _create_with_part(
        self, account_id: str, person: ContactInfo, token: str, part: Part
    ) -> Outcome:
        body, role_token = _new(account_id, person), _role_token(token)
        steps = (
            Step("contact", "PATCH", hub_path(CONTACT, token), body, CREATING),
            Step("role", "PATCH", hub_path(ROLE, role_token), _role_body(part, "@{contact.id}")),
        )
        try:
            made = id_of(self._door.together(steps)["contact"])
        except Refusal as refusal:
            made = self._made_before(token, part, refusal)
            if not made:
                raise
        return Done(result=made, also=("role",))

    def _made_before(self, token: str, part: Part, refusal: Refusal) -> str:
        """
        Find the contact of an earlier call, and see to its role; empty if there is none.

        A repeated call is refused: it finds the role, and would write its OpportunityId again,
        which cannot be updated (Object Reference, "OpportunityContactRole"). Whom the role names
        is the contact, also after a merge.
        """
        role = self._door.known(ROLE, _role_token(token), refusal, fields="ContactId")
        if role:
            return str(role["ContactId"])
        contact = self._door.known(CONTACT, token, refusal)
        if contact:
            self._give(part.of(contact["Id"]), _role_token(token))
        return str(contact.get("Id", ""))

    def _adopt(
        self,
        account_id: str,
        person: ContactInfo,
        matches: tuple[str, ...],
        token: str,
        part: Part | None,
    ) -> Outcome:
        """Take the one person of this account whom the rule of dedupe knows; else ask somebody."""
        fields = f"{soql.CONTACT_FIELDS}, {HUB_ID}"
        query = soql.contacts_among(account_id, matches, fields) if matches else ""
        rows = {row["Id"]: row for row in (self._door.rows(query) if query else ())}
        match = decide_match(person, map(contact_of, rows.values()))
        if match.kind is MatchKind.NEW or match.also:
            return refusals.of_matches(matches)
        if part is not None:
            # First the role: until the stamp is there, a repeated call comes this way again.
            self._give(part.of(match.contact_id), _role_token(token))
        if not rows[match.contact_id].get(HUB_ID):
            # A record that takes no stamp is adopted: a repeated call would come this way again.
            with suppress(Refusal):
                self._update(match.contact_id, {HUB_ID: token})
        return Done(result=match.contact_id, also=("role",) if part else ())

    def update(self, contact: Contact, person: ContactInfo) -> Outcome:
        told = {name: text for name, text in person if text and text != getattr(contact, name)}
        known = [name for name in IDENTIFYING if getattr(contact, name)]
        news = {name: text for name, text in told.items() if name not in known}
        if news:
            self._update(contact.contact_id, _body(news))
        return Done(result=contact.contact_id)

    def _update(self, contact_id: str, body: Mapping[str, Any]) -> None:
        self._door.ask("PATCH", row_path(CONTACT, contact_id), body, _UPDATING)

    def roles(self, opportunity_id: str) -> list[ContactRole]:
        rows = self._door.rows(soql.roles_of(opportunity_id))
        return [
            ContactRole(
                opportunity_id=row["OpportunityId"],
                contact_id=row["ContactId"],
                role=row.get("Role") or "",
                primary=bool(row.get("IsPrimary")),
            )
            for row in rows
        ]

    def give_role(self, role: ContactRole, *, token: str) -> Outcome:
        self._give(role, token)
        return Done(result=role.contact_id)

    def _give(self, role: ContactRole, token: str) -> None:
        """
        Give the role unless the contact has one: Salesforce would take a second.

        It never is the primary one: that is for people to choose, and would take it from another.
        """
        if not any(self._door.rows(soql.role_of(role.opportunity_id, role.contact_id))):
            self._door.upsert(ROLE, token, _role_body(role, role.contact_id))

    def refused_role(self, role: str) -> Refused | None:
        """Refuse a role that the picklist lacks: one that is not restricted takes anything."""
        options = self._role_options(fresh=False)
        if options and role not in options and role not in (now := self._role_options(fresh=True)):
            return refusals.of_role(role, now)
        return None

    def _role_options(self, *, fresh: bool) -> tuple[str, ...]:
        described = self._descriptions.fresh(ROLE) if fresh else self._descriptions.of(ROLE)
        field = described.fields.get("Role")
        return field.values if field else ()


def contact_of(row: Mapping[str, Any]) -> Contact:
    told = {ours: row.get(theirs) or "" for ours, theirs in _FIELDS.items()}
    return Contact(
        contact_id=row["Id"],
        account_id=row.get("AccountId") or "",
        created_at=to_moment(row["CreatedDate"]),
        **told,
    )


def names_records(part: Part | None) -> bool:
    """Tell whether the part names an opportunity, and a contact if it is somebody's already."""
    if part is None:
        return True
    ids = [part.opportunity_id, *([part.contact_id] if isinstance(part, ContactRole) else ())]
    return all(map(is_id, ids))


def _body(told: Mapping[str, str]) -> dict[str, Any]:
    return {_FIELDS[name]: text for name, text in told.items() if text}


def _new(account_id: str, person: ContactInfo) -> dict[str, Any]:
    return {"AccountId": account_id} | _body(dict(person))


def _role_body(part: Part, contact_id: str) -> dict[str, Any]:
    return {"OpportunityId": part.opportunity_id, "ContactId": contact_id, "Role": part.role}


def _role_token(token: str) -> str:
    return effect_token(token, "role")
