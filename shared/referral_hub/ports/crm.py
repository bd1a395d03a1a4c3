"""A customer relationship system, its list of referrals, and how it tells of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from .table import Write

if TYPE_CHECKING:
    from referral_hub.domain.contacts.contact import ContactInfo
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
    from referral_hub.domain.crm_referrals import CrmDecision, CrmHint, CrmThing, ReferralCard
    from referral_hub.domain.crm_sales import CrmLead, CrmOrder
    from referral_hub.domain.effects import Outcome, Refused
    from referral_hub.domain.forms import Fields, FormField
    from referral_hub.domain.lifecycles.sales_record import (
        RecordKind,
        ReferralEvent,
        SalesRecord,
    )
    from referral_hub.domain.outgoing.save_rules import SaveRule


class Crm(Protocol):
    """
    A customer relationship system.

    Whatever it creates, it creates once per `token`: a repeated call finds the record of the first
    one and answers alike. Every method raises `Unavailable` when the system cannot be asked, or did
    not answer; then nobody knows, and the same call is made again.
    """

    name: str
    stage_field: str
    """The field of an opportunity that has its stage."""
    makes_association_types: bool
    """Whether an association type that a policy names and that is not there is made."""

    def describe(self, what: CrmObject) -> tuple[FormField, ...]:
        """List the fields that a record may have."""

    def refresh(self) -> None:
        """
        Ask anew, next time, for what is kept of fields, stages, roles and association types:
        somebody may have mended what is about to be refused.
        """

    def association_types(self) -> tuple[AssociationType, ...]: ...

    def contact_roles(self) -> tuple[str, ...]:
        """List the roles that a contact may have; none where any text will do."""

    def stages(self) -> tuple[SalesStage, ...]:
        """List the stages of its sales process, in order."""

    def check(self) -> tuple[Check, ...]:
        """
        Look whether all is there that the hub needs: sign-in, permissions, fields. Never raises.
        """

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        """
        Find accounts whose name begins with the text, or has a word that does; case does not
        matter.
        """

    def account(self, account_id: str) -> Account | None: ...

    def opportunity(self, opportunity_id: str) -> Opportunity | None: ...

    def contacts(self, account_id: str) -> list[Contact]: ...

    def contact(self, account_id: str, contact_id: str) -> Contact | None: ...

    def roles(self, opportunity_id: str) -> list[ContactRole]: ...

    def contacts_like(self, account_id: str, person: ContactInfo) -> list[Contact]:
        """List the account's contacts that may be this person; the rule of dedupe decides."""

    def create_account(self, fields: Fields, *, token: str) -> Outcome: ...

    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Outcome: ...

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Outcome:
        """
        Write these fields of an opportunity, and no other; writing them again changes nothing.

        One that is not there, or no longer, is refused as `RECORD_GONE`.
        """

    def create_contact(
        self, account_id: str, person: ContactInfo, *, token: str, part: Part | None = None
    ) -> Outcome:
        """
        Create the contact; a CRM that can gives it its part in the same step, and says so: the
        outcome is then `Done(also=("role",))`.

        Who is there already under both keys, and was not made under this token, is adopted instead
        of being made twice: the outcome is `Done(adopted_on=IDENTIFYING)`, and nothing of the
        record is overwritten. Nobody else is ever taken for the person.
        """

    def update_contact(self, contact: Contact, person: ContactInfo) -> Outcome:
        """
        Overwrite what the partner tells; what it does not tell stays as it is, and so do the last
        name and e-mail that made it the same person.
        """

    def give_role(self, role: ContactRole, *, token: str) -> Outcome:
        """Give the contact its part on the opportunity; giving it again changes nothing."""

    def add_note(self, note: CrmNote, *, token: str) -> Outcome:
        """
        Leave the note on its opportunity, and on its contact if it names one: on both or on none.

        What people have made of it since stays. An opportunity or a contact that is not there is
        refused as `RECORD_GONE`.
        """


@dataclass(frozen=True)
class OpportunitySave:
    """
    An opportunity as it was and as it is to be, and the write that makes it so; `also` is what is
    written with it.
    """

    before: Opportunity | None
    after: Opportunity
    write: Write
    also: tuple[Write, ...] = ()


@runtime_checkable
class KeepsOpportunities(Protocol):
    """
    A CRM that is kept in the hub's own table: what people save in it can be written together with
    records of the hub, or not at all.
    """

    def changing(self, opportunity_id: str, fields: Fields) -> OpportunitySave | Refused:
        """Prepare a change of these fields; nothing is written. Refused as `update_opportunity`."""

    def adding(
        self, account_id: str, fields: Fields, *, token: str, lead_id: str = ""
    ) -> OpportunitySave | Refused:
        """Prepare a new opportunity; nothing is written. Refused as `create_opportunity`."""


@runtime_checkable
class KeepsSales(KeepsOpportunities, Protocol):
    """The same, where people keep leads and orders, too."""

    def sales_fields(self, kind: RecordKind) -> tuple[FormField, ...]:
        """List the fields that a record of this kind may have."""

    def lead(self, lead_id: str) -> CrmLead | None: ...

    def order(self, order_id: str) -> CrmOrder | None: ...

    def writing(self, record: CrmLead | CrmOrder) -> Write:
        """Prepare to keep a record instead of the version that was read; nothing is written."""

    def keep(self, record: CrmLead | CrmOrder) -> None:
        """
        Raises:
            Conflict: it is no longer at the version that was read.
        """

    def adding_account(self, fields: Fields, *, token: str) -> tuple[Account, Write] | Refused:
        """Prepare a new account; nothing is written. Refused as `create_account`."""

    def having(self, account: Account) -> Crm:
        """Return this CRM as it will be once the account is there."""


@runtime_checkable
class ShowsNotes(Protocol):
    """A CRM in which people see notes by the hub's API, because it has no pages of its own."""

    def notes(self, opportunity_id: str) -> list[KeptNote]:
        """List the notes on an opportunity, newest first."""

    def contact_notes(self, account_id: str) -> list[KeptNote]:
        """List the notes on contacts of an account, newest first."""


@runtime_checkable
class VetoesByItself(Protocol):
    """A CRM that evaluates rules before somebody saves, as an admin deploys them into it."""

    def rule_files(self, rules: Sequence[SaveRule]) -> Mapping[str, str]:
        """Write each rule as the file that is deployed, by the file's place; no call is made."""


@runtime_checkable
class TracksSales(Protocol):
    """A CRM whose leads, opportunities and orders can be followed by a referral code."""

    def sales_record(
        self, kind: RecordKind, record_id: str, fields: Sequence[str]
    ) -> SalesRecord | None:
        """
        Read a record as it is now, with these of its fields; what the CRM has not, or does not let
        the hub see, is left out.

        One that was deleted is answered as `gone`; None stands for one that never was, or of a kind
        that this CRM does not have.

        Raises:
            Unavailable: the CRM could not be asked.
        """


@runtime_checkable
class ProcessesReferralEvents(Protocol):
    """A CRM with a referral programme of its own, which can be told what happened."""

    def process_referral_event(self, event: ReferralEvent, *, token: str) -> Outcome:
        """
        Tell the programme of an event, once per token; `Done.result` is the id of the referral
        there. Raises as every call.

        Where nobody can find out what became of a call, that is a refusal which stands for its
        token: whoever has looked asks under another one.
        """


class ReferralList(Protocol):
    """The list of referrals inside the CRM, for those who live there (IN-17)."""

    def show(self, cards: Sequence[ReferralCard]) -> None:
        """
        Write up to 200 referrals as they are now, each under its key; showing one again changes
        nothing. A card that the CRM refuses is left out, and logged.

        Raises:
            Unavailable: the CRM did not take them; show them again.
        """

    def decision(self, record_id: str) -> CrmDecision | None:
        """Read what somebody decided on the record; None while nobody did, or when it is gone."""


class CrmEvents(Protocol):
    """How the CRM says that something changed in it."""

    def hints_in(self, event: Mapping[str, Any]) -> tuple[CrmHint, ...]:
        """
        Read what an event points at; our own writes coming back are left out, and so is what is no
        change of a record that the hub knows of.

        Raises:
            KeyError: it lacks what such an event has.
        """

    def changed_since(self, about: CrmThing, since: datetime) -> Iterator[CrmHint]:
        """
        Ask the CRM which records of this kind changed since then, oldest first, each with when
        (`at`): it finds what events lost. Of referrals, those on which somebody decided.

        What the hub itself changed may be among them. Whoever stops goes on from the last `at`:
        what changed at that very moment is told again.

        Raises:
            Unavailable: the CRM did not answer.
        """

    def is_genuine(
        self, *, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> bool:
        """
        Tell whether the CRM itself signed this request to the hub, lately. Never raises.

        `url` is the public one, with the query; names of headers are in lower case; `body` is as it
        came. A CRM that signs nothing says no: whoever speaks for it shows a key of the hub.
        """
