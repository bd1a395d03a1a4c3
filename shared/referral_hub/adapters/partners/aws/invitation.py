"""An engagement invitation as the hub's own; strange values are left out, long ones cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from referral_hub.domain.invitation import Customer, Invitation, PartnerPerson
from referral_hub.domain.shapes import Money

from .texts import cut, whole

Document = Mapping[str, Any]

PAYLOAD = "OpportunityInvitation"

_COUNTRY_LETTERS = 2


def invitation_of(
    answer: Document, *, partner_id: str, at: datetime, via: str
) -> Invitation | None:
    """Map GetEngagementInvitation's answer; None when it is not an opportunity to be answered."""
    payload = (answer.get("Payload") or {}).get(PAYLOAD)
    if answer.get("Status") != "PENDING" or answer.get("PayloadType", PAYLOAD) != PAYLOAD:
        return None
    if not payload:
        return None
    project = payload.get("Project") or {}
    return Invitation(
        partner_id=partner_id,
        partner_referral_id=answer["Id"],
        title=_title(answer, project),
        description=cut(project.get("BusinessProblem"), 4000),
        customer=_customer(payload.get("Customer") or {}),
        value=_value(_spend(project)),
        target_close_date=_day(project.get("TargetCompletionDate")),
        expires_at=_moment(answer.get("ExpirationDate")),
        partner_people=tuple(_person(c) for c in payload.get("SenderContacts") or ()),
        custom=_custom(answer, payload),
        received_at=at,
        via=via,
    )


def _title(answer: Document, project: Document) -> str:
    told = project.get("Title") or answer.get("EngagementTitle")
    return cut(told, 255) or str(answer["Id"])


def _customer(customer: Document) -> Customer:
    country = str(customer.get("CountryCode") or "").upper()
    known = country.isascii() and country.isalpha() and len(country) == _COUNTRY_LETTERS
    return Customer(
        company_name=cut(customer.get("CompanyName"), 120) or "(not told)",
        website_url=whole(customer.get("WebsiteUrl"), 255),
        country_code=country if known else "",
        industry=cut(customer.get("Industry"), 80),
    )


def _spend(project: Document) -> Document:
    return next(iter(project.get("ExpectedCustomerSpend") or ()), {})


def _value(spend: Document) -> Money | None:
    """Round to what the currency has; an amount that is no number, or beyond all sense, is none."""
    for places in (3, 2, 0):
        try:
            step = Decimal(1).scaleb(-places)
            amount = Decimal(spend["Amount"]).quantize(step, rounding=ROUND_HALF_UP)
            return Money.of(str(amount), spend["CurrencyCode"])
        except (ArithmeticError, KeyError, TypeError, ValueError):
            continue
    return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _moment(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None


def _person(contact: Document) -> PartnerPerson:
    names = (contact.get("FirstName"), contact.get("LastName"))
    return PartnerPerson(
        name=cut(" ".join(name for name in names if name), 160),
        email=whole(contact.get("Email"), 255),
        title=cut(contact.get("BusinessTitle"), 80),
    )


def _custom(answer: Document, payload: Document) -> dict[str, str]:
    """Keep as text what has no field of its own."""
    spend = _spend(payload.get("Project") or {})
    told = {
        "engagement_id": answer.get("EngagementId"),
        "engagement_title": answer.get("EngagementTitle"),
        "engagement_description": answer.get("EngagementDescription"),
        "engagement_members": _joined(m.get("CompanyName") for m in _members(answer)),
        "sender_company": answer.get("SenderCompanyName"),
        "invitation_message": answer.get("InvitationMessage"),
        "receiver_responsibilities": _joined(payload.get("ReceiverResponsibilities") or ()),
        "expected_spend": _joined((spend.get("Amount"), spend.get("CurrencyCode")), " "),
        "expected_spend_frequency": spend.get("Frequency"),
    }
    return {name: cut(text, 500) for name, text in told.items() if text}


def _members(answer: Document) -> Iterable[Document]:
    return answer.get("ExistingMembers") or ()


def _joined(texts: Iterable[str | None], by: str = ", ") -> str:
    return by.join(text for text in texts if text)
