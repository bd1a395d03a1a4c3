"""The two lifecycles that ship, in the words of each CRM (LC-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .lifecycle import FieldNames, Lifecycle, LifecycleStage
from .sales_record import RecordKind

LEAD_TO_CLOSE = "lead-to-close"
OPPORTUNITY_TO_ORDER = "opportunity-to-order"
_LEAD, _OPPORTUNITY, _ORDER = RecordKind.LEAD, RecordKind.OPPORTUNITY, RecordKind.ORDER
# Of Salesforce's own picklist "Partner Referral" and "External Referral", or "Partner".
_FROM_A_PARTNER = (
    'lower(lead.source) in ["partner", "partner referral", "external referral",'
    ' "customer referral", "referral"]'
)


# In Salesforce a status that admins add: of its own an order is a draft, or activated.
_FULFILLED = 'lower(order.status) in ["fulfilled", "delivered"]'


@dataclass(frozen=True)
class CrmWords:
    """
    What a CRM calls the fields that count, and how a lead says that it is a partner's, that it is
    new, and that it is qualified.
    """

    fields: Mapping[RecordKind, FieldNames]
    from_a_partner: str = _FROM_A_PARTNER
    is_new: str = 'lower(lead.status) == "new"'
    is_qualified: str = 'lower(lead.status) == "qualified"'


def shipped(crm: str) -> tuple[Lifecycle, ...]:
    """List the lifecycles that ship for a CRM; each counts until the host changes it."""
    words = _WORDS.get(crm, _BUILT_IN)
    to_close = Lifecycle(
        rule_id=LEAD_TO_CLOSE,
        active=True,
        name="Lead to closed opportunity",
        stages=(
            _refer(_LEAD, words.is_new),
            _qualify(_LEAD, words.is_qualified),
            _close(_OPPORTUNITY, "opportunity.won", "Referral Closure/Converts"),
        ),
        enters={_LEAD: words.from_a_partner, _OPPORTUNITY: ""},
        fields=words.fields,
    )
    to_order = Lifecycle(
        rule_id=OPPORTUNITY_TO_ORDER,
        active=True,
        name="Opportunity to first order fulfilled",
        stages=(
            _refer(_OPPORTUNITY, ""),
            _qualify(_OPPORTUNITY, "opportunity.won"),
            _close(_ORDER, _FULFILLED, "First Order Fulfilled"),
        ),
        enters={_OPPORTUNITY: ""},
        fields=words.fields,
    )
    return (to_close, to_order)


# Told as the packaged flows of Salesforce's Partner Cloud do; its developer guide has other words.


def _refer(on: RecordKind, when: str) -> LifecycleStage:
    return LifecycleStage(event="refer", label="Referral Made", told_as="Refer", on=on, when=when)


def _qualify(on: RecordKind, when: str) -> LifecycleStage:
    label = "Referral Qualifies"
    return LifecycleStage(event="qualify", label=label, told_as="Qualify", on=on, when=when)


def _close(on: RecordKind, when: str, label: str) -> LifecycleStage:
    said = {"event": "close", "label": label, "told_as": "Closure"}
    return LifecycleStage(**said, on=on, when=when, earns=True)


_BUILT_IN = CrmWords(
    fields={
        _LEAD: FieldNames(
            code="referral_code",
            status="status",
            source="source",
            facts={
                "annual_revenue": "annual_revenue",
                "region": "state",
                "country_code": "country_code",
                "product": "product",
                "domain": "website",
            },
        ),
        _OPPORTUNITY: FieldNames(
            code="referral_code",
            status="stage",
            source="source",
            amount="amount",
            currency="currency",
            close_date="close_date",
            facts={
                "annual_revenue": "account.annual_revenue",
                "region": "account.state",
                "country_code": "account.country_code",
                "product": "product",
                "domain": "account.website",
            },
        ),
        _ORDER: FieldNames(
            code="referral_code",
            status="status",
            amount="amount",
            currency="currency",
            close_date="ordered_on",
            facts={"product": "product"},
        ),
    },
)

# Object Reference: Lead, Opportunity, Order. CurrencyIsoCode is there with several currencies only.
_SALESFORCE = CrmWords(
    fields={
        _LEAD: FieldNames(
            code="Referral_Code__c",
            status="Status",
            source="LeadSource",
            facts={
                "annual_revenue": "AnnualRevenue",
                "region": "State",
                "country_code": "Country",
                "domain": "Website",
            },
        ),
        _OPPORTUNITY: FieldNames(
            code="Referral_Code__c",
            status="StageName",
            source="LeadSource",
            amount="Amount",
            currency="CurrencyIsoCode",
            close_date="CloseDate",
            facts={
                "annual_revenue": "Account.AnnualRevenue",
                "region": "Account.BillingState",
                "country_code": "Account.BillingCountry",
                "domain": "Account.Website",
            },
        ),
        _ORDER: FieldNames(
            status="Status",
            amount="TotalAmount",
            currency="CurrencyIsoCode",
            close_date="EffectiveDate",
        ),
    },
)

# HubSpot's guides of contacts, companies, deals and orders; docs/connect-hubspot.md says what they
# leave open. A contact has no property for its source that people fill: the code says it. Of its
# two statuses the lifecycle stage knows qualified leads, and HubSpot moves it on by itself.
_OF_THE_COMPANY = {
    "annual_revenue": "company.annualrevenue",
    "region": "company.state",
    "country_code": "company.country",
    "domain": "company.domain",
}
_HUBSPOT = CrmWords(
    fields={
        _LEAD: FieldNames(
            code="referral_code",
            status="lifecyclestage",
            facts=_OF_THE_COMPANY,
        ),
        _OPPORTUNITY: FieldNames(
            code="referral_code",
            status="dealstage",
            amount="amount",
            currency="deal_currency_code",
            close_date="closedate",
            facts=_OF_THE_COMPANY,
        ),
        _ORDER: FieldNames(
            status="hs_fulfillment_status",
            amount="hs_total_price",
            currency="hs_currency_code",
            close_date="hs_external_created_date",
        ),
    },
    from_a_partner="",
    is_new='lead.status in ["lead", "marketingqualifiedlead"]',
    is_qualified='lead.status in ["salesqualifiedlead", "opportunity", "customer"]',
)

_WORDS: Mapping[str, CrmWords] = {"salesforce": _SALESFORCE, "hubspot": _HUBSPOT}
