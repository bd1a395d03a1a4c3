"""People at an account: created with their part in one step, adopted when they are there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from referral_hub.domain.contacts.contact import (
    IDENTIFYING,
    ContactInfo,
    MatchKind,
    decide_match,
    normalised,
)
from referral_hub.domain.crm import Contact, ContactRole, Part
from referral_hub.domain.effects import Done, Outcome, Refused, effect_token

from . import refusals, soql
from .api import CONTACT, HUB_ID, ROLE, is_id, same_id, short_id
from .creating import Creating, insert
from .description import Descriptions
from .door import REFERENCE, Door, row_path
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
_ROW = soql.CONTACT_FIELDS.replace(" ", "")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom a referral tells of, who may not be at the account yet."""

    account_id: str
    person: ContactInfo
    token: str
    part: Part | None

    @property
    def mark(self) -> str:
        """
        The person's mark at this account, whichever referral tells of them: one contact of two.

        Of half a person nobody can say who it is, so that one is the referral's own.
        """
        if self.person.partial:
            return self.token
        names = (normalised(getattr(self.person, name)) for name in IDENTIFYING)
        return effect_token("contact", short_id(self.account_id), *names)

    @property
    def reads_as_a_reference(self) -> bool:
        """Tell text that a composite would take for a word of its own (see `door.Step`)."""
        told = [*dict(self.person).values(), self.part.role if self.part else ""]
        return any(REFERENCE in text for text in told)

    @property
    def role_mark(self) -> str:
        """The mark of the role of a contact that this effect made."""
        return effect_token(self.token, "role")

    @property
    def adopted_role_mark(self) -> str:
        """The mark of the role of a contact that was there: so a repeated call tells the two."""
        return effect_token(self.token, "role", "adopted")

    def is_in(self, row: Row, mark: str) -> bool:
        """Tell whether the record of this mark is (still) the person, here at the account."""
        if mark == self.token:
            return True  # nobody but this call made it
        here = same_id(row.get("AccountId") or "", self.account_id)
        return here and decide_match(self.person, [contact_of(row)]).kind is MatchKind.EXISTING


class People:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, door: Door, descriptions: Descriptions, creating: Creating) -> None:
        self._door = door
        self._descriptions = descriptions
        self._creating = creating

    def of(self, account_id: str) -> list[Contact]:
        return [contact_of(row) for row in self._door.rows(soql.contacts_of(account_id))]

    def like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        rows = self._door.rows(soql.contacts_like(account_id, person))
        return [contact_of(row) for row in rows]

    def read(self, contact_id: str) -> Contact | None:
        path = f"{row_path(CONTACT, contact_id)}?fields={_ROW}"
        row = unless_gone(lambda: self._door.ask("GET", path))
        return contact_of(row) if row else None

    def create(self, new: Newcomer) -> Outcome:
        """Create the contact, part and all; somebody who is there already is adopted."""
        return self._under(new.mark, new)

    def _under(self, mark: str, new: Newcomer) -> Outcome:
        body = {"AccountId": new.account_id} | _body(dict(new.person))
        contact = insert(CONTACT, mark, body, CREATING)
        try:
            if new.part is None or new.reads_as_a_reference:
                return self._take(self._creating.together(contact)[0], new)
            role = insert(ROLE, new.role_mark, _role_body(new.part, f"{REFERENCE}{CONTACT}.id}}"))
            return _done(self._creating.together(contact, role)[0], new)
        except Refusal as refusal:
            return self._instead(mark, new, refusal)

    def _instead(self, mark: str, new: Newcomer, refusal: Refusal) -> Outcome:
        """
        Find out who is there instead: of an earlier call, of another referral, or somebody's own.

        The role is asked first: whom it names is the contact, also after a merge. A record that
        somebody renamed or moved away is another person's: then one is created under the effect's
        own token.
        """
        if contact_id := self._in_role(new, new.role_mark):
            return _done(contact_id, new)
        row = self._creating.known(CONTACT, mark, fields=_ROW)
        if row and new.is_in(row, mark):
            # Had this effect made it, together with its part, it would have been found by that.
            is_ours = mark == new.token or new.part is None or new.reads_as_a_reference
            return self._take(row["Id"], new, () if is_ours else IDENTIFYING)
        if contact_id := self._in_role(new, new.adopted_role_mark):
            return _done(contact_id, new, IDENTIFYING)
        if row:
            return self._under(new.token, new)
        if refusal.has(DUPLICATES):
            return self._adopt(new, refusal.matches)
        raise self._creating.refused(refusal) from None

    def _in_role(self, new: Newcomer, mark: str) -> str:
        """Find whom an earlier call gave the part under this mark; empty when nobody."""
        role = self._creating.known(ROLE, mark, fields="ContactId") if new.part else {}
        return str(role.get("ContactId", ""))

    def _take(self, contact_id: str, new: Newcomer, adopted_on: tuple[str, ...] = ()) -> Outcome:
        """Give whoever is there the part, and nothing else: people may have edited the record."""
        if new.part is not None:
            mark = new.adopted_role_mark if adopted_on else new.role_mark
            self._give(new.part.of(contact_id), mark)
        return _done(contact_id, new, adopted_on)

    def _adopt(self, new: Newcomer, matches: tuple[str, ...]) -> Outcome:
        """Take the one person of this account whom the rule of dedupe knows; else ask somebody."""
        fields = f"{soql.CONTACT_FIELDS}, {HUB_ID}"
        query = soql.contacts_among(new.account_id, matches, fields) if matches else ""
        rows = {row["Id"]: row for row in (self._door.rows(query) if query else ())}
        match = decide_match(new.person, map(contact_of, rows.values()))
        if match.kind is MatchKind.NEW or match.also:
            return refusals.of_matches(matches)
        # First the role: until the mark is there, a repeated call comes this way again.
        outcome = self._take(match.contact_id, new, match.keys)
        if not rows[match.contact_id].get(HUB_ID):
            # A record that takes no mark is adopted: a repeated call would come this way again.
            with suppress(Refusal):
                self._update(match.contact_id, {HUB_ID: new.mark})
        return outcome

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
            self._creating.once(ROLE, token, _role_body(role, role.contact_id))

    def refused_role(self, role: str) -> Refused | None:
        """Refuse a role that the picklist lacks: one that is not restricted takes anything."""
        options = self.role_options()
        if options and role not in options and role not in (now := self.role_options(fresh=True)):
            return refusals.of_role(role, now)
        return None

    def role_options(self, *, fresh: bool = False) -> tuple[str, ...]:
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


def _role_body(part: Part, contact_id: str) -> dict[str, Any]:
    return {"OpportunityId": part.opportunity_id, "ContactId": contact_id, "Role": part.role}


def _done(contact_id: str, new: Newcomer, adopted_on: tuple[str, ...] = ()) -> Done:
    also = ("role",) if new.part else ()
    return Done(result=contact_id, also=also, adopted_on=adopted_on)
