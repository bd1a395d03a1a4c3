"""
What was said of a deal since it was accepted, and whose an opportunity of the CRM is.

    REFERRAL#<number>            DEAL        written when it changed after acceptance; `unsent` is
                                             yes while the CRM has yet to be told something,
                                             `unsaid` while its partner has
    REFERRAL#<number>            CRM_ANSWER  what the hub answered to a decision made in the CRM
    CRM_LINK#<opportunity id>    <number>    written when the opportunity is there
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.book import shown
from referral_hub.domain.crm_referrals import CrmAnswer
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import sides
from referral_hub.domain.deals.update import Untold
from referral_hub.domain.problem import ProblemState, state_of
from referral_hub.ports import Key, Table

from .book_marks import Clock, attributes_of, marked, utc_now
from .items import BY_PROBLEM, every, from_item, to_item


@dataclass(frozen=True)
class Deals:
    table: Table
    clock: Clock = utc_now

    def find(self, number: str) -> Deal | None:
        item = self.table.get(_deal_key(number))
        return from_item(Deal, item) if item else None

    def save(self, number: str, deal: Deal) -> Deal:
        """
        Raises:
            Conflict: it changed since it was read; the CRM may have, too.
        """
        saved = deal.model_copy(update={"version": deal.version + 1})
        saved = marked(saved, shown.of_deal(saved), self.clock)
        extra = {**_news(saved), **_trouble(saved), **attributes_of(saved)}
        item = to_item(_deal_key(number), "DEAL", saved, version=saved.version, **extra)
        self.table.put(item, version=deal.version)
        return saved

    def link(self, opportunity_id: str, number: str) -> None:
        """Remember whose the opportunity is; several referrals may share one."""
        key = Key(f"CRM_LINK#{opportunity_id}", number)
        if self.table.get(key) is None:
            item = {"pk": key.pk, "sk": key.sk, "kind": "CRM_LINK", "version": 1}
            self.table.put(item, version=0)

    def linked_to(self, opportunity_id: str) -> list[str]:
        """List the numbers of the referrals that the opportunity belongs to."""
        return [item["sk"] for item in every(self.table, f"CRM_LINK#{opportunity_id}")]

    def answer(self, number: str) -> CrmAnswer | None:
        item = self.table.get(_answer_key(number))
        return from_item(CrmAnswer, item) if item else None

    def give_answer(self, number: str, answer: CrmAnswer) -> None:
        """
        Keep the answer to the latest decision; the same one again changes nothing.

        Raises:
            Conflict: another answer was given at the same time.
        """
        known = self.answer(number)
        if known is None or known.text != answer.text or known.status is not answer.status:
            version = known.version if known else 0
            item = to_item(_answer_key(number), "CRM_ANSWER", answer, version=version + 1)
            self.table.put(item, version=version)


def _news(deal: Deal) -> dict[str, str]:
    """Mark it for who reads the table's stream."""
    told = {"unsent": deal.update, "unsaid": deal.partner_update}
    return {name: "yes" for name, update in told.items() if update.untold is Untold.FRESH}


def _trouble(deal: Deal) -> dict[str, str]:
    """Place it among the problems, beside its referral; of its two the more urgent one counts."""
    states = set(map(state_of, sides(deal)))
    state = next((state for state in ProblemState if state in states), None)
    if state is None:
        return {}
    place = f"{deal.received_at:%Y-%m-%dT%H:%M:%SZ}#{deal.number}#DEAL"
    return {BY_PROBLEM: state.value, "listed": place}


def _deal_key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "DEAL")


def _answer_key(number: str) -> Key:
    return Key(f"REFERRAL#{number}", "CRM_ANSWER")
