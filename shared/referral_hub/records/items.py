"""
The shape of every item in the table, and the keys of each kind.

An item has `pk`, `sk`, `kind`, `version`, and `doc`, which is the JSON text of one model; whatever
else it has serves an index or a stream filter. JSON text instead of a native map: any number fits,
and reading costs one pass of the validator.

    REFERRAL#<number>               REFERRAL             the referral's state
    REFERRAL#<number>               CONTACT#<key>        contact info that arrived for it
    REFERRAL#<number>               WAITING              the token of the execution that waits
    REFERRAL#<number>               TIMELINE#<at>#<id>   what happened and left no other trace
    REFERRAL#<number>               DEAL                 what was said of the deal since acceptance
    REFERRAL#<number>               NOTES                what both sides noted on it
    REFERRAL#<number>               CRM_ANSWER           the answer to a decision made in the CRM
    REFERRAL#<number>               OUTGOING             an outgoing referral's state
    REFERRAL#<number>               PARTNER_REFERRAL     the partner's side of it
    OUTGOING_CLAIM#<claim>          CLAIM                the number of what was asked for once
    CUSTOMER#<by>#<text>            <time>#<number>      a referral of this customer
    SHARED_FROM#<opportunity id>    <number>             what was shared of an opportunity
    CRM_LINK#<opportunity id>       <number>             whose an opportunity of the CRM is
    WATERMARK                       <name>               how far somebody who is polled was heard
    INVITATION#<partner>#<id>       INVITATION           what was shared; claims the partner's id
    PARTNER_LINK#<partner>          <the partner's id>   whose an id of a partner's is; lapses
    WEBHOOK                         <partner id>         where a partner is told of its referrals
    DELIVERY#<partner>              <message id>         what was sent there, and how; lapses
    ANNOUNCED#<partner>             <token>              what was sent there under it; lapses
    ATTEMPT#<partner>               <token>              a call that nobody may repeat; lapses
    MAIL                            <token>              a mail that was sent; lapses
    REFERRAL#<number>               TRACKED              a referral that is followed by its code
    REFERRAL#<number>               REWARD               what it earns its referrer
    REWARDS_OF#<referrer>           <time>#<number>      a reward of this referrer
    LEDGER#<referrer>               <time>#<number>#<reward version>#<kind>
                                                         an entry; never changed
    PAYOUT#<payout id>              PAYOUT               a payment to one referrer
    PAYOUT_RUN#<run id>             <payout id>          one of those made in one go
    BATCH#<batch id>                BATCH                a batch of outgoing referrals; lapses
    BATCH#<batch id>                PART#<place>         what became of some of its rows; lapses
    FEED                            <partner id>         how far its feed was read
    FEED_MISSED                     <partner id>         how many news no event told of
    QUARANTINE#<partner>#<entry>    <key>                what nobody could read
    QUARANTINE#<partner>#<key>      RAW                  what the partner sent
    QUOTA                           <partner id>         its calls of the last day, by hour
    SLOT                            <partner id>         when its next call may be made
    RULE                            <rule id>            the newest version of a rule
    RULE#<rule id>                  <version>            one version of it
    SIGHTING#<opportunity id>       <rule id>            how it looked to the rule last
    ROUTING_RULE                    <rule id>            the newest version of a routing rule
    ROUTING_RULE#<rule id>          <version>            one version of it
    ROUTING_TURNS                   <rule id>            whose turn it is among its owners
    TRACKED_LINK#<place>            LINK                 whose a record of the CRM is, by its code
    UNMATCHED#<unmatched id>        UNMATCHED            a record whose code says nothing
    REFERRAL_CODE                   <code>               whose it is, and what follows from it
    REFERRER                        <referrer id>
    LIFECYCLE                       <lifecycle id>       the newest version of a lifecycle
    LIFECYCLE#<lifecycle id>        <version>            one version of it
    REWARD_POLICY                   <policy id>          the newest version of a reward policy
    REWARD_POLICY#<policy id>       <version>            one version of it
    ASSIGNED#<e-mail address>       <place>              a referral that this user was given
    POLICY                          <version>            the policy of all, in the built-in CRM
    POLICY#<crm>#<partner or *>     <version>            that of another CRM, or of one partner
    PARTNER                         <partner id>
    USER                            <e-mail address>     somebody who works with the hub
    ADMINS_TAKEN                    COUNT                how many users have ceased to be admins
    SALES_WORKFLOW                  <workflow id>        stages, as the host calls them
    FEATURE                         <feature id>         what is offered through other organisations
    KEY                             <key id>
    INBOUND_LINK                    <link id>            where a peer may send deals to
    INBOUND_LINK_OF                 <partner id>         the one link of a peer
    LINK_KEY                        <key id>             the public half of a Referral key
    IDEMPOTENCY#<key id>            <idempotency key>    an answer given; lapses
    IDEMPOTENCY#link:<link id>      <webhook-id>         an answer given to a peer; lapses
    COUNTER                         REFERRAL             the last referral number given
    COUNTER                         TRACKED              the last of a referral by code
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from referral_hub.ports import Item, Key, Table

Model = TypeVar("Model", bound=BaseModel)

# What an item says outside its `doc`.
_BESIDE = {"version", "book_mark"}

BY_STATUS = "by_status"
BY_PARTNER = "by_partner"
# Sparse: only what has a problem is in it, and referrals whose contact info is overdue.
BY_PROBLEM = "by_problem"
COUNTER = Key("COUNTER", "REFERRAL")
# Asked of before what routes, or what follows codes, is imported.
ROUTING_RULE = "ROUTING_RULE"
REFERRAL_CODE = "REFERRAL_CODE"


def referral_key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "REFERRAL")


def contact_key(number: str, key: str) -> Key:
    return Key(f"REFERRAL#{number}", f"CONTACT#{key}")


def invitation_key(partner_id: str, partner_referral_id: str) -> Key:
    return Key(f"INVITATION#{partner_id}#{partner_referral_id}", "INVITATION")


def status_partition(direction: str, status: str) -> str:
    return f"{direction}#{status}"


def walk(
    table: Table, index: str, partition: str, *, before: str = "", newest_first: bool = True
) -> Iterator[Item]:
    """Walk the keys of an index, beginning after the `listed` key `before` of the newest first."""
    after = None
    while True:
        page = table.query(
            partition, index=index, newest_first=newest_first, after=after, below=before
        )
        yield from page.items
        after = page.after
        if after is None:
            return


def to_item(key: Key, kind: str, model: BaseModel, *, version: int, **extra: str | int) -> Item:
    """
    Make the item of a model.

    Defaults are left out, which keeps most items within one write unit; so a default of a stored
    model may not change from one release to the next, unless `whole_item` stores it.
    """
    doc = model.model_dump_json(exclude_defaults=True, exclude=_BESIDE)
    return _item(key, kind, doc, version) | extra


def whole_item(key: Key, kind: str, model: BaseModel, *, version: int) -> Item:
    """
    Make the item of a model whose defaults are choices too: they are stored as they are today.
    """
    return _item(key, kind, model.model_dump_json(exclude={"version"}), version)


def _item(key: Key, kind: str, doc: str, version: int) -> Item:
    return {"pk": key.pk, "sk": key.sk, "kind": kind, "version": version, "doc": doc}


def from_item(model: type[Model], item: Item) -> Model:
    """
    Read the model of an item, with the version it was stored under and its mark in the book, where
    the model has them.
    """
    value = model.model_validate_json(item["doc"])
    beside = {"version": int(item["version"]), "book_mark": item.get("changed", "")}
    return value.model_copy(update={n: b for n, b in beside.items() if n in model.model_fields})


def every(table: Table, pk: str, *, prefix: str = "") -> Iterator[Item]:
    """Read all items of a partition, page by page: no page is the last before it says so."""
    after = None
    while True:
        page = table.query(pk, prefix=prefix, after=after)
        yield from page.items
        after = page.after
        if after is None:
            return
