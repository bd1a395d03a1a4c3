"""
The built-in CRM, in the hub's own table: the hub is useful with no other CRM at all.

A record's id is derived from the token of the call that creates it, so a repeated call finds the
record that the first one made.

    CRM#ACCOUNTS           <id>                   an account; a search reads them all
    CRM#ACCOUNT#<id>       CONTACT#<match>#<id>   <match> is equal for one last name and e-mail
    CRM#OPPORTUNITY#<id>   OPPORTUNITY
    CRM#OPPORTUNITY#<id>   ROLE#<contact id>

Notes are kept beside them: see `builtin_notes`; leads and orders, too: see `builtin_sales`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256

from referral_hub.domain.account_search import named, words_of
from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import IDENTIFYING, ContactInfo, normalised
from referral_hub.domain.crm import (
    Account,
    AssociationType,
    Check,
    Contact,
    ContactRole,
    CrmObject,
    Opportunity,
    Part,
    SalesStage,
)
from referral_hub.domain.crm_notes import CrmNote, KeptNote
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Conflict
from referral_hub.domain.forms import Fields, FormField, change_problems, field_problems
from referral_hub.ports import Item, Key, OpportunitySave, Table, Write
from referral_hub.records.items import every, from_item, to_item

from . import builtin_notes
from .builtin_sales import BuiltInSales, due_of


class BuiltInCrm(BuiltInSales):
    """What it knows of its objects is imported when asked for: few requests do."""

    name = "built-in"
    stage_field = "stage"
    makes_association_types = False

    def describe(self, what: CrmObject) -> tuple[FormField, ...]:
        from .builtin_fields import FIELDS  # noqa: PLC0415

        return FIELDS[what]

    def refresh(self) -> None:
        """Nothing is kept: the hub itself says what there is."""

    def contact_roles(self) -> tuple[str, ...]:
        return ()

    def association_types(self) -> tuple[AssociationType, ...]:
        from .builtin_fields import ASSOCIATION_TYPES  # noqa: PLC0415

        return ASSOCIATION_TYPES

    def stages(self) -> tuple[SalesStage, ...]:
        from .builtin_fields import STAGES  # noqa: PLC0415

        return STAGES

    def check(self) -> tuple[Check, ...]:
        """Nothing can be missing: it is the hub's own table."""
        return (Check(name="table"),)

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        words = words_of(text)
        return named(self._accounts(), words, limit=limit) if words else []

    def _accounts(self) -> Iterator[Account]:
        return (from_item(Account, item) for item in every(self._table, "CRM#ACCOUNTS"))

    def account(self, account_id: str) -> Account | None:
        return self._find(Account, _account_key(account_id))

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        return self._find(Opportunity, _opportunity_key(opportunity_id))

    def contacts(self, account_id: str) -> list[Contact]:
        found = every(self._table, f"CRM#ACCOUNT#{account_id}", prefix="CONTACT#")
        return [from_item(Contact, item) for item in found]

    def contact(self, account_id: str, contact_id: str) -> Contact | None:
        of_account = self.contacts(account_id)
        return next((c for c in of_account if c.contact_id == contact_id), None)

    def roles(self, opportunity_id: str) -> list[ContactRole]:
        found = every(self._table, f"CRM#OPPORTUNITY#{opportunity_id}", prefix="ROLE#")
        return [from_item(ContactRole, item) for item in found]

    def contacts_like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        prefix = f"CONTACT#{_match_hash(person)}#"
        found = every(self._table, f"CRM#ACCOUNT#{account_id}", prefix=prefix)
        return [from_item(Contact, item) for item in found]

    def create_account(self, fields: Fields, *, token: str) -> Done | Refused:
        made = self.adding_account(fields, token=token)
        if isinstance(made, Refused):
            return made
        account, write = made
        self._once(write.item)
        return Done(result=account.account_id)

    def adding_account(self, fields: Fields, *, token: str) -> tuple[Account, Write] | Refused:
        if problems := field_problems(self.describe(CrmObject.ACCOUNT), fields):
            return _refused(problems)
        account = Account(account_id=f"acc-{token[:20]}", name=fields["name"], fields=dict(fields))
        key = _account_key(account.account_id)
        return account, Write(to_item(key, "CRM_ACCOUNT", account, version=1), 0)

    def having(self, account: Account) -> BuiltInCrm:
        return _Having(account, self._table, self._clock)

    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Done | Refused:
        save = self.adding(account_id, fields, token=token)
        if isinstance(save, Refused):
            return save
        self._once(save.write.item)
        return Done(result=save.after.opportunity_id)

    def adding(
        self, account_id: str, fields: Fields, *, token: str, lead_id: str = ""
    ) -> OpportunitySave | Refused:
        if problems := field_problems(self.describe(CrmObject.OPPORTUNITY), fields):
            return _refused(problems)
        opportunity = Opportunity(
            opportunity_id=f"opp-{token[:20]}",
            account_id=account_id,
            fields=dict(fields),
            created_at=self._clock(),
            lead_id=lead_id,
        )
        return OpportunitySave(None, opportunity, _write(opportunity))

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Done | Refused:
        """
        Raises:
            Conflict: somebody else changes it at this moment.
        """
        save = self.changing(opportunity_id, fields)
        if isinstance(save, Refused):
            return save
        if save.after != save.before:
            self._table.put(save.write.item, version=save.write.version)
        return Done(result=opportunity_id)

    def changing(self, opportunity_id: str, fields: Fields) -> OpportunitySave | Refused:
        item = self._table.get(_opportunity_key(opportunity_id))
        if item is None:
            return _GONE
        if problems := change_problems(self.describe(CrmObject.OPPORTUNITY), fields):
            return _refused(problems)
        before = from_item(Opportunity, item)
        after = before.model_copy(update={"fields": {**before.fields, **fields}})
        if after != before:
            after = after.model_copy(update={"changed_at": self._clock()})
        return OpportunitySave(before, after, _write(after, item))

    def create_contact(
        self, account_id: str, person: ContactInfo, *, token: str, part: Part | None = None
    ) -> Done:
        """Create the contact under an id that one person at one account always gets."""
        identity = token if person.partial else f"{account_id}#{_match_hash(person)}"
        contact = Contact(
            contact_id=f"con-{sha256(identity.encode()).hexdigest()[:20]}",
            account_id=account_id,
            created_at=self._clock(),
            **person.model_dump(),
        )
        key = _contact_key(contact)
        kept = self._once(to_item(key, "CRM_CONTACT", contact, version=1, made_by=token))
        adopted_on = () if kept.get("made_by", token) == token else IDENTIFYING
        return Done(result=contact.contact_id, adopted_on=adopted_on)

    def update_contact(self, contact: Contact, person: ContactInfo) -> Done:
        """Move the record to the place of its last name and e-mail if it lacked one of them."""
        told = {name: text for name, text in person if text}
        known = {name: text for name in IDENTIFYING if (text := getattr(contact, name))}
        updated = contact.model_copy(update=told | known)
        self._replace(updated)
        if _contact_key(updated) != _contact_key(contact):
            self._table.delete(_contact_key(contact))
        return Done(result=contact.contact_id)

    def give_role(self, role: ContactRole, *, token: str) -> Done:
        key = Key(f"CRM#OPPORTUNITY#{role.opportunity_id}", f"ROLE#{role.contact_id}")
        self._once(to_item(key, "CRM_ROLE", role, version=1))
        return Done(result=role.contact_id)

    def add_note(self, note: CrmNote, *, token: str) -> Done | Refused:
        opportunity = self.opportunity(note.on_opportunity)
        if opportunity is None:
            return builtin_notes.no_such("opportunity")
        if note.on_contact and not self.contact(opportunity.account_id, note.on_contact):
            return builtin_notes.no_such("contact")
        now, once = self._clock(), self._once
        return builtin_notes.keep(note, opportunity, token=token, now=now, once=once)

    def notes(self, opportunity_id: str) -> list[KeptNote]:
        return builtin_notes.kept_under(self._table, f"CRM#OPPORTUNITY#{opportunity_id}")

    def contact_notes(self, account_id: str) -> list[KeptNote]:
        return builtin_notes.kept_under(self._table, f"CRM#ACCOUNT#{account_id}")

    def _replace(self, contact: Contact) -> None:
        key = _contact_key(contact)
        stored = self._table.get(key)
        version = int(stored["version"]) if stored else 0
        made_by = {"made_by": stored["made_by"]} if stored and "made_by" in stored else {}
        item = to_item(key, "CRM_CONTACT", contact, version=version + 1, **made_by)
        self._table.put(item, version=version)

    def _once(self, item: Item) -> Item:
        """Write a record unless it is there; return the one that is there then."""
        try:
            self._table.put(item, version=0)
        except Conflict:
            return self._table.get(Key(item["pk"], item["sk"])) or item
        return item


class _Having(BuiltInCrm):
    """The CRM with an account that is about to be written."""

    def __init__(self, new: Account, table: Table, clock: Callable[[], datetime]) -> None:
        super().__init__(table, clock)
        self._new = new

    def account(self, account_id: str) -> Account | None:
        return self._new if account_id == self._new.account_id else super().account(account_id)


def _write(opportunity: Opportunity, before: Item | None = None) -> Write:
    version = int(before["version"]) if before else 0
    key, due = _opportunity_key(opportunity.opportunity_id), due_of(opportunity, before)
    item = to_item(key, "CRM_OPPORTUNITY", opportunity, version=version + 1, **due)
    return Write(item, version)


_GONE = Refused(
    reason="the opportunity is no longer there",
    cause=Cause.RECORD_GONE,
    fix="Restore the opportunity, then retry; or dismiss the problem.",
)


def _refused(problems: Fields) -> Refused:
    return Refused(
        reason="; ".join(f"{name}: {why}" for name, why in problems.items()),
        cause=Cause.INVALID_FIELDS,
        fields=tuple(problems),
        fix="Correct the fields and retry.",
    )


def _account_key(account_id: str) -> Key:
    return Key("CRM#ACCOUNTS", account_id)


def _opportunity_key(opportunity_id: str) -> Key:
    return Key(f"CRM#OPPORTUNITY#{opportunity_id}", "OPPORTUNITY")


def _contact_key(contact: Contact) -> Key:
    same = _match_hash(contact)
    return Key(f"CRM#ACCOUNT#{contact.account_id}", f"CONTACT#{same}#{contact.contact_id}")


def _match_hash(person: ContactInfo | Contact) -> str:
    keys = (normalised(person.last_name), normalised(person.email))
    return sha256("\x1f".join(keys).encode()).hexdigest()[:16]
