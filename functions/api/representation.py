"""From the domain's values to what is shown of them, to this reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from referral_hub.application.queries import Row
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import sides
from referral_hub.domain.effects import is_notice
from referral_hub.domain.integration import Integration
from referral_hub.domain.problem import SyncProblem, problems_of
from referral_hub.domain.referrals.decision import Decision, Rejection
from referral_hub.domain.referrals.follow_up import of_inbound
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money

from .assignment_views import assignment_view
from .deal_views import deal_view
from .offers import actions_for
from .sync_problem_views import SyncProblemView
from .views import (
    Amount,
    ContactView,
    DecisionView,
    ExecutionView,
    MatchView,
    ReferralSummary,
    ReferralView,
)

# The console of each partition of AWS.
_CONSOLES = {
    "aws": "{region}.console.aws.amazon.com",
    "aws-cn": "{region}.console.amazonaws.cn",
    "aws-us-gov": "{region}.console.amazonaws-us-gov.com",
}


def summary(row: Row, reader: Principal, *, now: datetime) -> ReferralSummary:
    return ReferralSummary(**_told(row, reader, now))


def referral_view(
    row: Row,
    reader: Principal,
    *,
    now: datetime,
    crm: str,
    machine: str,
    left: Iterable[ContactArrival] = (),
    deal: Deal | None = None,
) -> ReferralView:
    """
    Show a referral in full: `crm` is the CRM's name, `machine` the ARN of the state machine, `left`
    are the contacts for which it may have failed, and `deal` what was said of it since.

    A partner is not shown what only concerns the host: its CRM, its people, its executions.
    """
    referral, invitation = row.referral, row.invitation
    problems = problems_of(referral, left, crm=crm, deal=deal)
    whole = ReferralView(
        **_told(row, reader, now, deal),
        description=invitation.description,
        customer=invitation.customer,
        target_close_date=invitation.target_close_date,
        partner_people=invitation.partner_people,
        custom=_custom(invitation, reader),
        referral_code=invitation.referral_code,
        agreements=invitation.agreements,
        deal=deal_view(deal, reader) if deal else None,
        assignment=assignment_view(referral.assignment),
        decision=_decision(referral.decision) if referral.decision else None,
        account_id=referral.account_id,
        opportunity_id=referral.opportunity_id,
        partner_opportunity_id=referral.partner_opportunity_id,
        integrations=_integrations(referral, deal, crm, problems),
        closed=referral.told.closed,
        problem=referral.problem,
        sync_problems=tuple(map(problem_view, problems)),
        execution=_execution(referral, machine) if referral.decision else None,
        version=referral.version,
    )
    return _for_partner(whole) if reader.role.of_a_partner else whole


def _told(row: Row, reader: Principal, now: datetime, deal: Deal | None = None) -> dict[str, Any]:
    referral, invitation = row.referral, row.invitation
    return {
        "number": referral.number,
        "partner_id": referral.partner_id,
        "partner_referral_id": referral.partner_referral_id,
        "direction": referral.direction,
        "status": referral.status,
        "stage": referral.stage,
        "progress": referral.progress,
        "title": invitation.title,
        "company_name": invitation.customer.company_name,
        "value": _amount(invitation.value) if invitation.value else None,
        "purpose": invitation.purpose,
        "received_at": referral.received_at,
        "expires_at": referral.expires_at,
        "follow_up": of_inbound(referral.assignment).shown_to(reader),
        "actions": actions_for(referral, reader, now=now, deal=deal),
    }


def _custom(invitation: Invitation, reader: Principal) -> dict[str, str]:
    """Who only reads is shown nobody's contacts, and none of the words of the customer's people."""
    hidden = invitation.words_of_people if reader.role is Role.READ_ONLY else ()
    return {name: text for name, text in invitation.custom.items() if name not in hidden}


def _amount(value: Money) -> Amount:
    return Amount(amount=value.amount, currency=value.currency)


def _decision(decision: Decision) -> DecisionView:
    if isinstance(decision, Rejection):
        return DecisionView(kind="rejection", **decision.model_dump())
    return DecisionView(
        kind="acceptance",
        at=decision.at,
        by=decision.by,
        account_existing=decision.account.existing,
        account_create=decision.account.create,
        opportunity_existing=decision.opportunity.existing,
        opportunity_fields=decision.opportunity.fields,
        policy_version=decision.policy_version,
        policy_scope=decision.policy_scope,
    )


def _integrations(
    referral: Referral, deal: Deal | None, crm: str, problems: Sequence[SyncProblem]
) -> dict[str, Integration]:
    """Sum up the ledgers: an effect is a notice to the partner, or on the CRM."""
    crm_side, partner_side = sides(deal or Deal())
    effects = referral.ledger.effects
    notices = {name: effect for name, effect in effects.items() if is_notice(name)}
    others = {name: effect for name, effect in effects.items() if name not in notices}
    partner = referral.partner_id
    return {
        "crm": Integration.read_off(crm, others, problems, crm_side.update),
        "partner": Integration.read_off(partner, notices, problems, partner_side.update),
    }


def problem_view(problem: SyncProblem) -> SyncProblemView:
    return SyncProblemView(**dict(problem) | {"fix": problem.advice})


def _execution(referral: Referral, machine: str) -> ExecutionView:
    name = referral.execution_name
    return ExecutionView(name=name, url=_console_url(machine, name) if machine else "")


def _console_url(machine: str, name: str) -> str:
    """Find the execution in the console, by the form of Step Functions' ARNs."""
    _, partition, _, region, *_ = machine.split(":")
    execution = machine.replace(":stateMachine:", ":execution:") + f":{name}"
    console = _CONSOLES.get(partition, _CONSOLES["aws"]).format(region=region)
    return f"https://{console}/states/home?region={region}#/v2/executions/details/{execution}"


def _for_partner(whole: ReferralView) -> ReferralView:
    decision = whole.decision
    shown = {"kind", "at", "reason"}
    update: dict[str, Any] = {
        "decision": DecisionView(**decision.model_dump(include=shown)) if decision else None,
        "account_id": "",
        "assignment": None,
        "integrations": {"partner": whole.integrations["partner"]},
        "problem": "",
        "sync_problems": (),
        "execution": None,
    }
    return whole.model_copy(update=update)


def contact_views(arrivals: Iterable[ContactArrival], reader: Principal) -> tuple[ContactView, ...]:
    """Show people to whoever may see them; whom the host knew already is for its own staff."""
    whole = _contacts(arrivals)
    if not reader.role.of_a_partner:
        return whole
    return tuple(
        view.model_copy(update={"match": None, "outcome": "", "problem": ""}) for view in whole
    )


def _contacts(arrivals: Iterable[ContactArrival]) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(
            key=arrival.key,
            arrived_at=arrival.arrived_at,
            via=arrival.via,
            outcome=arrival.outcome,
            match=_match(arrival),
            problem=arrival.problem,
            **arrival.info.model_dump(),
        )
        for arrival in arrivals
    )


def _match(arrival: ContactArrival) -> MatchView | None:
    match = arrival.match
    return MatchView(**match.model_dump(exclude={"also"})) if match else None
