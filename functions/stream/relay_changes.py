"""
Start the workflow of a decided referral, bring arrived contact info to whoever waits for it, queue
what the CRM and the partner have not been told of a deal, what partners are told by webhook, and
what a referral by code is due in the CRM, the parts of a batch, what somebody saved in the built-in
CRM that may be a partner's referral, and what turned out to belong to a referral by code before
anybody had seen it.

A decision and the start of its execution are one write this way; a record that is delivered twice
starts or resumes nothing twice.
"""

from __future__ import annotations

from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.stream import _webhooks
from referral_hub.application import contact_info
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from referral_hub.ports import About, HintQueue, Listener, Outbound

# The marks of a deal, or of a referral with something to be done, that somebody has yet to hear of.
_UNTOLD = {"unsent": Listener.CRM, "unsaid": Listener.PARTNER}
_ABOUT = {"OUTGOING": About.REFERRAL, "TRACKED": About.TRACKED}


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    """Stop at the first record that fails: the stream goes on from there, in order."""
    told: set[str] = set()
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            _relay(change, hub, told)
        except HOPELESS:
            # It would hold up every referral behind it: an alarm tells of it instead.
            logger.exception("stream.record_unreadable", record=record["eventID"])
            measure("RelayFailed")
        except Exception:  # noqa: BLE001 - whatever it is, the stream must know where to go on
            logger.exception("stream.record_failed", record=record["eventID"])
            return {"batchItemFailures": [{"itemIdentifier": change["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _relay(change: dict[str, Any], hub: Hub, told: set[str]) -> None:
    """Act on one change; `told` are the contacts that this batch has brought to somebody."""
    new = change.get("NewImage", {})
    match new.get("kind", {}).get("S"):
        case "REFERRAL":
            if _begins(new, change.get("OldImage", {})):
                _start(_number(new), hub)
            _webhooks.announce(change, hub)
        case "CONTACT" if new["fresh"]["S"] == "yes":
            key = new["sk"]["S"].partition("#")[2]
            # Contacts that come together go together: the first one takes the others along.
            if f"{_number(new)}#{key}" not in told:
                told |= {f"{_number(new)}#{taken}" for taken in _announce(_number(new), key, hub)}
        case _:
            _queue(change, hub)


def _queue(change: dict[str, Any], hub: Hub) -> None:
    """Queue what somebody else is to do, to look at, or to be told."""
    new = change.get("NewImage", {})
    match new.get("kind", {}).get("S"):
        case "DEAL" if hub.outbound:
            for mark, listener in _UNTOLD.items():
                if new.get(mark, {}).get("S") == "yes":
                    hub.outbound.send(_number(new), to=listener, mark=new["version"]["N"])
        case "BATCH" if hub.batch_queue:
            hub.batch_queue.send(_number(new), range(int(new["parts"]["N"])))
        case "OUTGOING" | "TRACKED" if hub.outbound:
            _queue_steps(new, change.get("OldImage", {}), hub.outbound)
        case "REWARD" if hub.webhooks:
            _webhooks.announce_reward(change, hub)
        case "PAYOUT" if hub.webhooks:
            _webhooks.announce_payout(change, hub)
        case "CRM_LEAD" | "CRM_OPPORTUNITY" | "CRM_ORDER" if hub.crm_hints:
            _tell_of_sale(new, hub.crm_hints)
        case "TRACKED_LINK" if hub.crm_hints:
            _, about, record_id = str(new["pk"]["S"]).split("#")
            hub.crm_hints.send([CrmHint(about=CrmThing(about), record_id=record_id).message])


def _queue_steps(new: dict[str, Any], old: dict[str, Any], outbound: Outbound) -> None:
    """Queue what somebody asked for, and not each step of whoever does it."""
    about = _ABOUT[new["kind"]["S"]]
    for mark, listener in _UNTOLD.items():
        if mark in new and new[mark] != old.get(mark):
            outbound.send(_number(new), to=listener, mark=new[mark]["S"], about=about)


def _tell_of_sale(new: dict[str, Any], hints: HintQueue) -> None:
    """Let the built-in CRM tell of its sales as other CRMs do."""
    about = CrmThing(str(new["sk"]["S"]).lower())
    hints.send([CrmHint(about=about, record_id=_number(new)).message])


def _begins(new: dict[str, Any], old: dict[str, Any]) -> bool:
    """Tell whether this is a decision or a retry, and not a step of the run that it began."""
    same_run = old.get("progress") == new["progress"] and old.get("run") == new["run"]
    return new["progress"]["S"] == Progress.CARRYING_OUT and not same_run


def _start(number: str, hub: Hub) -> None:
    referral = hub.referrals.get(number)
    if hub.workflow.start(referral.execution_name, number):
        logger.info("execution.started", number=number, execution=referral.execution_name)


def _announce(number: str, contact_key: str, hub: Hub) -> tuple[str, ...]:
    done, taken = contact_info.announce(
        number=number,
        contact_key=contact_key,
        referrals=hub.referrals,
        contacts=hub.contacts,
        workflow=hub.workflow,
    )
    logger.info("contact_info.announced", number=number, done=done)
    return taken


def _number(image: dict[str, Any]) -> str:
    return str(image["pk"]["S"]).rpartition("#")[2]


handler = lambda_entrypoint(handle)
