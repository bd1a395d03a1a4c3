"""One inbox of every partner's referrals: list, filter, search, open one (IN-1, PB-3)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import queries
from referral_hub.application.policies import configuration
from referral_hub.application.policies.configuration import PolicyNotFound
from referral_hub.application.queries import CrmRecordNotFound, InboxPage, Look
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.refusals import ReferralNotFound
from referral_hub.domain.referrals.terms import Customer
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key
from tests.application.stage import accept, accepted, filed, publish, story
from tests.builders import a_hub, a_partner, a_principal, ask

HARBOUR = Principal(key_id="h", role=Role.PARTNER_STAFF, partner_ids=("harbour",))
LANTERN = Principal(key_id="l", role=Role.INTEGRATION, partner_ids=("lantern",))


def listed(hub: Hub, **said: Any) -> InboxPage:
    wanted: dict[str, Any] = {"look": Look(), "limit": 50, "before": "", "by": a_principal()}
    return ask(hub, queries.inbox, **wanted | said)


def numbers(page: InboxPage) -> list[str]:
    return [row.referral.number for row in page.rows]


def walked(hub: Hub, limit: int, look: Look) -> list[str]:
    """Read page after page."""
    page = listed(hub, look=look, limit=limit)
    found = numbers(page)
    while page.after:
        page = listed(hub, look=look, limit=limit, before=page.after)
        found += numbers(page)
    return found


def a_busy_hub() -> Hub:
    """Four referrals of two partners, an hour apart; the second one is accepted."""
    hub = a_hub()
    hub.partners.add(a_partner(partner_id="lantern", name="Lantern Cloud"))
    names = ["Fenwick Lighthouses", "Molde Ferries", "Narvik Rail", "Fenwick Ferries"]
    for place, name in enumerate(names):
        partner = "lantern" if place == 3 else "harbour"
        customer = Customer(company_name=name)
        filed(hub, partner_id=partner, partner_referral_id=f"X-{place}", customer=customer)
        hub.clock.advance(hours=1)
    accept(hub, "R-000002")
    return hub


def test_the_inbox_lists_every_partners_referrals_newest_first() -> None:
    assert numbers(listed(a_busy_hub())) == ["R-000004", "R-000003", "R-000002", "R-000001"]


def test_an_empty_inbox_is_an_empty_page(hub: Hub) -> None:
    assert listed(hub) == InboxPage(())


def test_each_row_shows_what_the_partner_told() -> None:
    row = listed(a_busy_hub()).rows[0]

    assert row.invitation.customer.company_name == "Fenwick Ferries"
    assert row.referral.partner_id == "lantern"


def test_the_inbox_is_filtered_by_status() -> None:
    hub = a_busy_hub()

    pending = listed(hub, look=Look(statuses=frozenset([Status.PENDING_ACCEPTANCE])))
    decided = listed(hub, look=Look(statuses=frozenset([Status.ACCEPTED, Status.REJECTED])))

    assert numbers(pending) == ["R-000004", "R-000003", "R-000001"]
    assert numbers(decided) == ["R-000002"]


def test_the_inbox_is_filtered_by_partner_and_status_at_once() -> None:
    accepted_by_harbour = Look(statuses=frozenset([Status.ACCEPTED]), partner_id="harbour")

    assert numbers(listed(a_busy_hub(), look=accepted_by_harbour)) == ["R-000002"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(), id="everything"),
        pytest.param(Look(partner_id="harbour"), id="one partner"),
        pytest.param(Look(statuses=frozenset([Status.PENDING_ACCEPTANCE])), id="one status"),
    ],
)
def test_pages_together_are_the_list(limit: int, look: Look) -> None:
    hub = a_busy_hub()

    assert walked(hub, limit, look) == numbers(listed(hub, look=look))


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["harbour", "lantern"]), max_size=30), st.integers(1, 7))
def test_nothing_is_listed_twice_or_left_out(partners: list[str], limit: int) -> None:
    hub = a_hub()
    for place, partner_id in enumerate(partners):
        filed(hub, partner_id=partner_id, partner_referral_id=f"X-{place}")

    found = walked(hub, limit, Look())

    assert sorted(found) == [f"R-{number:06d}" for number in range(1, len(partners) + 1)]


def test_a_look_that_finds_little_goes_on_on_the_next_page() -> None:
    hub = a_hub()
    needle = filed(hub, partner_referral_id="needle")
    hub.referrals.save(needle.expire())
    rare = Look(frozenset([Status.EXPIRED]), partner_id="harbour")
    for straw in range(queries.SCAN + 20):
        filed(hub, partner_referral_id=f"straw-{straw}")

    first = listed(hub, look=rare)

    assert (first.rows, bool(first.after)) == ((), True)
    assert walked(hub, 50, rare) == ["R-000001"]


class LaggingTable(MemoryTable):
    """Its indexes still list what they listed before, beside what they list now."""

    def __init__(self) -> None:
        super().__init__()
        self.before: list[Item] = []

    def put(self, item: Item, *, version: int) -> None:
        old = self.get(Key(item["pk"], item["sk"]))
        super().put(item, version=version)
        self.before += [old] if old else []

    def _partition(self, pk: str, index: str) -> list[Item]:
        stale = [old for old in self.before if index and old.get(index) == pk]
        keys = ("pk", "sk", "listed", index)
        return super()._partition(pk, index) + [{k: old[k] for k in keys} for old in stale]


def test_a_decided_referral_is_not_shown_as_pending_while_the_index_lags_behind() -> None:
    hub = a_hub(table=LaggingTable())
    number = accepted(hub).number

    everything = listed(hub)
    pending = listed(hub, look=Look(statuses=frozenset([Status.PENDING_ACCEPTANCE])))

    assert numbers(everything) == [number]
    assert pending.rows == ()


# Whose referrals


def test_a_partner_finds_its_own_referrals_and_nobody_elses() -> None:
    hub = a_busy_hub()

    assert numbers(listed(hub, by=HARBOUR)) == ["R-000003", "R-000002", "R-000001"]
    assert numbers(listed(hub, by=LANTERN)) == ["R-000004"]


def test_asking_for_another_partner_finds_nothing() -> None:
    assert listed(a_busy_hub(), by=LANTERN, look=Look(partner_id="harbour")) == InboxPage(())


def test_a_partner_role_without_a_partner_finds_nothing() -> None:
    nobody = Principal(key_id="n", role=Role.PARTNER_STAFF)

    assert listed(a_busy_hub(), by=nobody) == InboxPage(())


def test_one_referral_is_opened_by_its_number() -> None:
    row = ask(a_busy_hub(), queries.open_referral, number="R-000002")

    assert row.invitation.customer.company_name == "Molde Ferries"


def test_another_partners_referral_looks_like_none_at_all() -> None:
    hub = a_busy_hub()

    with pytest.raises(ReferralNotFound) as anothers:
        ask(hub, queries.open_referral, number="R-000001", by=LANTERN)
    with pytest.raises(ReferralNotFound) as nobodys:
        ask(hub, queries.open_referral, number="R-000009", by=LANTERN)

    assert str(anothers.value).replace("R-000001", "R-000009") == str(nobodys.value)


# What else is read


def test_the_story_that_is_told_is_the_one_of_the_records() -> None:
    hub = a_hub()
    number = accepted(hub).number
    row = ask(hub, queries.open_referral, number=number)

    told = queries.story(row=row, contacts=hub.contacts, noted=hub.timeline, deals=hub.deals)

    assert told == story(hub, number)


def test_an_account_is_shown_with_its_contacts(hub: Hub) -> None:
    account_id = hub.crm.create_account({"name": "Fenwick"}, token="t").result

    account, contacts = ask(hub, queries.account_with_contacts, account_id=account_id)

    assert (account.name, contacts) == ("Fenwick", [])


def test_crm_records_that_do_not_exist_are_not_found(hub: Hub) -> None:
    with pytest.raises(CrmRecordNotFound):
        ask(hub, queries.account_with_contacts, account_id="acc-nowhere")
    with pytest.raises(CrmRecordNotFound):
        ask(hub, queries.opportunity_with_roles, opportunity_id="opp-nowhere")


def test_every_published_policy_can_be_read_and_the_shipped_one_too(hub: Hub) -> None:
    publish(hub, account_field_set=["phone"])

    assert ask(hub, configuration.policy_version, version=0) == IntakePolicy()
    assert ask(hub, configuration.policy_version, version=1).account_field_set == ("phone",)


@pytest.mark.parametrize("version", [2, 99, -1])
def test_a_policy_that_was_not_published_is_not_found(hub: Hub, version: int) -> None:
    publish(hub)

    with pytest.raises(PolicyNotFound):
        ask(hub, configuration.policy_version, version=version)
