"""
An engagement invitation as the hub's own, to an opportunity or to a lead; strange values are left
out, long ones cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from referral_hub.domain.referrals.invitation import Invitation, PartnerPerson
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money, e_mail, known_day

from .texts import cut, whole

Document = Mapping[str, Any]

OPPORTUNITY, LEAD = "OpportunityInvitation", "LeadInvitation"
PAYLOADS = (OPPORTUNITY, LEAD)

# What a referral of such an invitation offers, in the hub's records.
A_LEAD = "lead"

_COUNTRY_LETTERS = 2


def invitation_of(
    answer: Document, *, partner_id: str, at: datetime, via: str
) -> Invitation | None:
    """Map GetEngagementInvitation's answer; None when it is nothing to be answered."""
    kind = answer.get("PayloadType", OPPORTUNITY)
    payload = (answer.get("Payload") or {}).get(kind)
    if answer.get("Status") != "PENDING" or kind not in PAYLOADS or not payload:
        return None
    told = _lead(answer, payload) if kind == LEAD else _opportunity(answer, payload)
    return Invitation(
        partner_id=partner_id,
        partner_referral_id=answer["Id"],
        customer=_customer(payload.get("Customer") or {}),
        expires_at=_moment(answer.get("ExpirationDate")),
        received_at=at,
        via=via,
        **told,
    )


def _opportunity(answer: Document, payload: Document) -> dict[str, Any]:
    project = payload.get("Project") or {}
    spend = _spend(project)
    custom = {
        "receiver_responsibilities": _joined(payload.get("ReceiverResponsibilities") or ()),
        "expected_spend": _joined((spend.get("Amount"), spend.get("CurrencyCode")), " "),
        "expected_spend_frequency": spend.get("Frequency"),
    }
    return {
        "title": _title(answer, project.get("Title")),
        "description": cut(project.get("BusinessProblem"), 4000),
        "value": value_of(project),
        "target_close_date": day_of(project.get("TargetCompletionDate")),
        "partner_people": tuple(_person(c) for c in payload.get("SenderContacts") or ()),
        "custom": _texts(_engagement(answer) | custom),
    }


def _lead(answer: Document, payload: Document) -> dict[str, Any]:
    """A lead has no project yet: what is known of it are the company and how it came about."""
    customer, interaction = payload.get("Customer") or {}, payload.get("Interaction") or {}
    insights = (answer.get("EnrichmentContext") or {}).get("LeadInsights") or {}
    custom = {
        "aws_maturity": customer.get("AwsMaturity"),
        "market_segment": customer.get("MarketSegment"),
        "lead_source": _joined((interaction.get("SourceType"), interaction.get("SourceName"))),
        "lead_source_id": interaction.get("SourceId"),
        "lead_use_case": interaction.get("Usecase"),
        "lead_contact_title": interaction.get("ContactBusinessTitle"),
        "lead_readiness": insights.get("LeadReadinessScore"),
    }
    return {
        "offer": A_LEAD,
        "title": _title(answer, None),
        "description": cut(answer.get("EngagementDescription"), 4000),
        "custom": _texts(_engagement(answer) | custom),
    }


def _title(answer: Document, told: str | None) -> str:
    return cut(told or answer.get("EngagementTitle"), 255) or str(answer["Id"])


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


def value_of(project: Document) -> Money | None:
    """Round to what the currency has; an amount that is no number, or beyond all sense, is none."""
    spend = _spend(project)
    for places in (3, 2, 0):
        try:
            step = Decimal(1).scaleb(-places)
            amount = Decimal(spend["Amount"]).quantize(step, rounding=ROUND_HALF_UP)
            return Money.of(str(amount), spend["CurrencyCode"])
        except (ArithmeticError, KeyError, TypeError, ValueError):
            continue
    return None


def day_of(text: str | None) -> date | None:
    """Read a date; None when it is none that the hub can tell a CRM."""
    try:
        return known_day(date.fromisoformat(text or ""))
    except ValueError:
        return None


def _moment(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None


def _person(contact: Document) -> PartnerPerson:
    names = (contact.get("FirstName"), contact.get("LastName"))
    return PartnerPerson(
        name=cut(" ".join(name for name in names if name), 160),
        email=e_mail(whole(contact.get("Email"), 255)),
        title=cut(contact.get("BusinessTitle"), 80),
    )


def _engagement(answer: Document) -> dict[str, str | None]:
    """What has no field of its own."""
    return {
        "engagement_id": answer.get("EngagementId"),
        "engagement_title": answer.get("EngagementTitle"),
        "engagement_description": answer.get("EngagementDescription"),
        "engagement_members": _joined(m.get("CompanyName") for m in _members(answer)),
        "sender_company": answer.get("SenderCompanyName"),
        "invitation_message": answer.get("InvitationMessage"),
    }


def _texts(told: Mapping[str, str | None]) -> dict[str, str]:
    return {name: cut(text, 500) for name, text in told.items() if text}


def _members(answer: Document) -> Iterable[Document]:
    return answer.get("ExistingMembers") or ()


def _joined(texts: Iterable[str | None], by: str = ", ") -> str:
    return by.join(text for text in texts if text)
