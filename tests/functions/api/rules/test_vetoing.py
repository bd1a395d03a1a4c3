"""With Ready For Submit, what would be wrong with the referral forbids the save itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from referral_hub.ports import Write
from tests.application.stage import snapshot
from tests.builders import a_hub
from tests.functions.api.client import Client, a_client

from .stage import a_sale, add, change, publish, shared, takes


def test_what_is_right_is_saved_and_submitted_in_one(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, ready_for_submit=True)
    sale = a_sale(seller, account, amount="500")

    saved = change(seller, sale, amount="25000")

    assert saved.status == 200
    assert shared(hub)[0].ready


def test_what_is_wrong_is_not_saved_and_named_all_at_once(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, ready_for_submit=True, fields={})
    sale = a_sale(seller, account, amount="500")
    before = snapshot(hub)

    vetoed = change(seller, sale, amount="25000", close_date="2020-01-01")

    assert (vetoed.status, vetoed.code) == (422, "save_vetoed")
    assert set(vetoed.wrong) == {"large.need", "large.target_close_date"}
    assert "(filled from opportunity.close_date)" in vetoed.wrong["large.target_close_date"]
    assert snapshot(hub) == before


def test_once_it_is_right_the_same_save_goes_through(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, ready_for_submit=True)
    sale = a_sale(seller, account, amount="500", close_date="2020-01-01")

    assert change(seller, sale, amount="25000").status == 422
    assert change(seller, sale, amount="25000", close_date="2028-01-01").status == 200
    assert len(shared(hub)) == 1


def test_a_user_without_leave_cannot_save_what_would_go_out(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, ready_for_submit=True, permitted=["Astrid"])

    vetoed = add(seller, account, amount="25000")

    assert set(vetoed.wrong) == {"large.permitted"}
    assert shared(hub) == []


def test_one_rule_that_forbids_the_save_lets_no_other_share(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin)
    publish(admin, "strict", ready_for_submit=True, fields={})

    assert add(seller, account, amount="25000").status == 422
    assert shared(hub) == []


def test_a_save_that_meets_no_rule_anew_is_nobodys_business(
    admin: Client, seller: Client, account: str
) -> None:
    sale = a_sale(seller, account, amount="25000")
    publish(admin, ready_for_submit=True, fields={})

    assert change(seller, sale, next_step="Call").status == 200


class Overtaken(MemoryTable):
    """A table in which somebody else is faster, once."""

    def __init__(self) -> None:
        super().__init__()
        self.others: list[Callable[[], object]] = []

    def put_all(self, writes: Sequence[Write]) -> None:
        if len(writes) > 1 and self.others:
            self.others.pop()()
        super().put_all(writes)


def test_when_somebody_else_saves_in_between_the_rules_look_again(harbour: MemoryPartner) -> None:
    table = Overtaken()
    hub = a_hub(table=table, connections=takes(harbour))
    admin = a_client(hub, Role.ADMIN)
    publish(admin)
    account = hub.crm.create_account({"name": "Fenwick", "country_code": "NO"}, token="a" * 20)
    sale = a_sale(admin, account.result, amount="500")
    table.others.append(lambda: hub.crm.update_opportunity(sale, {"next_step": "Call"}))

    saved = change(admin, sale, amount="25000")

    assert (saved.said["fields"]["next_step"], saved.said["fields"]["amount"]) == ("Call", "25000")
    assert len(shared(hub)) == 1


def test_who_asks_first_hears_everything_and_nothing_is_saved(
    admin: Client, seller: Client, hub: Hub, account: str
) -> None:
    publish(admin, ready_for_submit=True, fields={}, permitted=["astrid@fenwick.example"])
    sale = a_sale(seller, account, amount="500")
    before = snapshot(hub)
    body = {"opportunity_id": sale, "fields": {"amount": "25000"}, "users": ["005Astrid"]}

    asked = seller.post("/v1/referral-rules/check", body)

    assert asked.said["allowed"] is False
    (found,) = asked.said["rules"]
    assert (found["rule_id"], found["creates"], found["vetoes"]) == ("large", False, True)
    assert set(found["problems"]) == {"need", "permitted"}
    assert snapshot(hub) == before


def test_who_asks_of_a_new_opportunity_names_its_account(
    admin: Client, seller: Client, account: str
) -> None:
    publish(admin, ready_for_submit=True)
    body = {"account_id": account, "fields": {"name": "Lamps", "amount": "25000"}}

    asked = seller.post("/v1/referral-rules/check", body)

    assert asked.said["allowed"] is True
    assert [found["creates"] for found in asked.said["rules"]] == [True]


def test_a_partner_that_is_told_later_is_not_called_while_somebody_saves(
    admin: Client, seller: Client, harbour: MemoryPartner, account: str
) -> None:
    publish(admin, ready_for_submit=True)

    add(seller, account, amount="25000")

    assert harbour.calls == 0
