"""
Show each referral in the list inside the CRM, whenever what is seen there has changed (IN-17).

Apart from the relay, with a place of its own in the stream: a CRM that is down holds up its list
and nothing else. The stream only says which referrals; what is shown is read from the table.
"""

from __future__ import annotations

from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from referral_hub.application.crms import referral_list as crm_list
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    """
    Show all that changed at once, but for what can never be shown; while the CRM takes nothing, the
    stream brings all of it again.
    """
    records = event["Records"]
    # In the order in which they changed, each once.
    numbers = list(dict.fromkeys(n for r in records if (n := _changed(r))))
    try:
        _show(numbers, hub)
    except Exception:  # noqa: BLE001 - whatever it is, the stream must know where to go on
        logger.exception("list.not_shown", numbers=numbers)
        first = records[0]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": first}]}
    return {"batchItemFailures": []}


def _changed(record: dict[str, Any]) -> str:
    """Name the referral whose card the change touches; empty when it touches none."""
    new, old = (record["dynamodb"].get(image, {}) for image in ("NewImage", "OldImage"))
    if "doc" not in new:
        return ""
    try:
        if new["kind"]["S"] == "REFERRAL" and not _touches_card(new, old):
            return ""
    except HOPELESS:
        logger.exception("stream.record_unreadable", record=record["eventID"])
        measure("RelayFailed")
        return ""
    return str(new["pk"]["S"]).partition("#")[2]


def _touches_card(new: dict[str, Any], old: dict[str, Any]) -> bool:
    before = _referral(old) if old else None
    return crm_list.touches_card(before, _referral(new))


def _referral(image: dict[str, Any]) -> Referral:
    return Referral.model_validate_json(image["doc"]["S"])


def _show(numbers: list[str], hub: Hub) -> None:
    if hub.referral_list is None or not numbers:
        return
    shown = crm_list.show(
        numbers=numbers,
        public_url=hub.public_url,
        referrals=hub.referrals,
        deals=hub.deals,
        partners=hub.partners,
        referral_list=hub.referral_list,
    )
    logger.info("list.shown", count=shown.count)
    for number in shown.left_out:
        logger.error("list.left_out", number=number)
        measure("RelayFailed")


handler = lambda_entrypoint(handle)
