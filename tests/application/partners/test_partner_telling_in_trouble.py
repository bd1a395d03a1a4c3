"""A partner that does not answer, or does not take what it is told, is a sync problem (X-3)."""

from __future__ import annotations

import json

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import dismissing
from referral_hub.application.deals.crm_telling import Telling
from referral_hub.application.retrying import Again
from referral_hub.application.sync_problems import Look
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.problem import ProblemState
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.hub import Hub
from referral_hub.ports import Item
from tests.application.deal_stage import mapped
from tests.application.partner_stage import (
    NOT_NOW,
    Listening,
    a_listened_hub,
    a_told_deal,
    edit,
    tell,
)
from tests.application.stage import publish, retry, story
from tests.application.troubles import listed
from tests.builders import a_principal, ask


def test_a_lost_answer_is_asked_for_under_the_same_token(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    partner.answers = [NOT_NOW, NOT_NOW]
    for _ in range(2):
        with pytest.raises(Unavailable):
            tell(hub, number)

    tell(hub, number)

    assert len(partner.tokens) == 3
    assert len(set(partner.tokens)) == 1


def test_who_does_not_answer_is_a_problem_that_waits(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    partner.answers = [NOT_NOW]
    with pytest.raises(Unavailable):
        tell(hub, number)

    [problem] = listed(hub, Look(state=ProblemState.WAITING)).problems

    assert (problem.system, problem.effect) == ("harbour", "partner_update")
    assert problem.reason == "the partner reviews it just now"


def test_a_refused_field_is_a_problem_and_holds_back_no_other(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    refusal = Refused(reason="Approved: locked", cause=Cause.RULE, fields=("title",), fix="Ask AWS")
    partner.answers = [refusal]
    edit(hub, number, title="Lanterns and lamps", target_close_date="2027-03-01")

    assert tell(hub, number) is Telling.REFUSED

    assert partner.told == [{"target_close_date": "2027-03-01"}]
    [problem] = listed(hub).problems
    assert (problem.system, problem.fields, problem.fix) == ("harbour", ("title",), "Ask AWS")


def test_what_the_partner_has_no_place_for_is_refused_without_asking_it(
    hub: Hub, partner: Listening
) -> None:
    partner.hears = frozenset([DealField.TARGET_CLOSE_DATE])
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps", target_close_date="2027-03-01")

    tell(hub, number)

    assert partner.told == [{"target_close_date": "2027-03-01"}]
    [problem] = listed(hub).problems
    assert problem.fields == ("title",)
    assert "tells_partner" in problem.fix


def test_a_retry_tells_what_was_refused_once_more(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    partner.answers = [Refused(reason="locked", fields=("title",))]
    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)

    again = hub.retries.retry(number, by=a_principal(), now=hub.clock())
    tell(hub, number)

    assert again.what == (Again.PARTNER,)
    assert partner.told == [{"title": "Lanterns and lamps"}]
    assert len(set(partner.tokens)) == 2
    assert listed(hub).problems == ()


def test_a_field_that_is_taken_out_of_the_policy_is_a_problem_no_more_after_a_retry(
    hub: Hub, partner: Listening
) -> None:
    partner.hears = frozenset()
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)

    publish(hub, opportunity_mapping=mapped())
    retry(hub, number)
    tell(hub, number)

    assert partner.tokens == []
    assert listed(hub).problems == ()


def test_a_problem_of_the_partner_is_let_be(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    partner.answers = [Refused(reason="locked", fields=("title",))]
    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)

    ask(hub, dismissing.dismiss, number=number, reason="Told by telephone")

    assert listed(hub).problems == ()
    [problem] = listed(hub, Look(state=ProblemState.DISMISSED)).problems
    assert problem.system == "harbour"


class Torn(MemoryTable):
    """Breaks once, before the deal is saved with what the partner has been told."""

    torn = False

    def put(self, item: Item, *, version: int) -> None:
        update = json.loads(item["doc"]).get("partner_update", {}) if item["kind"] == "DEAL" else {}
        if update.get("sent") and not update.get("sending") and not self.torn:
            self.torn = True
            raise Unavailable("dynamodb", "gone")
        super().put(item, version=version)


def test_a_crash_after_the_call_leaves_one_note_of_it_and_tells_nothing_twice(
    partner: Listening,
) -> None:
    hub = a_listened_hub(partner, table=Torn())
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    with pytest.raises(Unavailable):
        tell(hub, number)

    hub.clock.advance(minutes=5)  # type: ignore[attr-defined]
    tell(hub, number)

    notes = [entry for entry in story(hub, number) if entry.what == "partner.told_deal"]
    assert len(notes) == 1
    assert len(set(partner.tokens)) == 1
