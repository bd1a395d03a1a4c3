"""
What the hub needs from the world. Each port has a fake in `adapters` that passes the same contract
tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from .domain.contacts import ContactInfo
from .domain.crm import (
    Account,
    AssociationType,
    Check,
    Contact,
    ContactRole,
    CrmField,
    CrmObject,
    Fields,
    Opportunity,
    Part,
    SalesStage,
)
from .domain.crm_referrals import CrmDecision, CrmHint, CrmThing, ReferralCard
from .domain.effects import Outcome
from .domain.invitation import Invitation
from .domain.partner import Hint
from .domain.referral import Referral

Item = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """Where an item lives in the table."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Page:
    """Some items in order, and where the next page begins; `after` is empty at the end."""

    items: tuple[Item, ...]
    after: Mapping[str, str] | None = None


class Table(Protocol):
    """One table of items with text keys; every read is consistent but that of an index."""

    def get(self, key: Key) -> Item | None: ...

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        """Read up to 100 items, in no order; those that do not exist are left out."""

    def put(self, item: Item, *, version: int) -> None:
        """
        Replace the item if the stored version is the given one; 0 means that there is none yet.

        Raises:
            Conflict: it is another one.
        """

    def delete(self, key: Key) -> None: ...

    def add(self, key: Key, by: int = 1) -> int:
        """Count up the item's `count`, and return it."""

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str = "",
        limit: int = 100,
        newest_first: bool = False,
        after: Mapping[str, str] | None = None,
        below: str = "",
    ) -> Page:
        """
        Read the items of one partition, of the table or of an index (then keys only).

        `below` leaves out what sorts at or after it; it does not go with `prefix`.
        """


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

    def describe(self, what: CrmObject) -> tuple[CrmField, ...]:
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


@dataclass(frozen=True)
class CrmConnection:
    """Everything that one CRM is to the hub; the built-in one has no list and no events."""

    crm: Crm
    referral_list: ReferralList | None = None
    events: CrmEvents | None = None


class PartnerConnector(Protocol):
    """
    One way of speaking with partners. What differs by platform lives here (IN-2).

    As with a CRM: a repeated call with the same token has the effect of one.
    """

    rejection_reasons: tuple[str, ...]
    """The reasons this platform accepts; empty when any text will do."""

    def accept(self, referral: Referral, *, token: str) -> Outcome:
        """
        Tell the partner that its referral is accepted; `Done.result` is the partner's opportunity
        id.
        """

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        """Tell the partner the id of the CRM opportunity."""

    def reject(self, referral: Referral, reason: str, *, token: str) -> Outcome: ...

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        """Read the customer's contacts as far as the partner shows them now."""


class Feed(Protocol):
    """A connector whose partner is asked for news."""

    def pending_invitations(self) -> Iterable[str]:
        """List the ids of the invitations that wait for an answer, oldest first."""

    def read_invitation(
        self, partner_referral_id: str, *, at: datetime, via: str
    ) -> Invitation | None:
        """Read one invitation; None when it is not (or no longer) ours to answer."""

    def hint_in(self, event: Mapping[str, Any]) -> Hint | None:
        """
        Read what an EventBridge event of the partner's platform points at; None when it is no news.

        Raises:
            KeyError: it is the platform's, and lacks what such an event has.
        """


class IntakeWorkflow(Protocol):
    """The state machine that carries a decision out."""

    def start(self, name: str, number: str) -> bool:
        """Start an execution; False when one of that name was started before."""

    def resume(self, token: str, contact_keys: Sequence[str]) -> bool:
        """Tell a waiting execution that contact info is there; False when it no longer waits."""


class HintQueue(Protocol):
    """Where somebody writes that a partner has news; hints are read later, one by one."""

    def send(self, hints: Sequence[Mapping[str, str]]) -> None: ...


class Outbound(Protocol):
    """The way from the hub to the CRM: one referral's messages are read one after the other."""

    def send(self, number: str, *, version: int) -> None:
        """
        Queue that a referral's deal has something that the CRM has not been told; the same version
        twice is one message.

        Raises:
            Unavailable: it was not taken; send it again.
        """


class DeadLetters(Protocol):
    """Where a message rests that can never be followed, until a person looks at it."""

    def put(self, body: str) -> None:
        """
        Keep the message as it came.

        Raises:
            Unavailable: it was not taken.
        """
