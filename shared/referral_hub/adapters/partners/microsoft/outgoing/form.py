"""
What can be said of a deal that is shared with Microsoft.

Microsoft Learn, "Create a referral" (what is required, the three types of deals) and "Referral
resources" (members and their values). Own fields are named as in invitations (`custom`). Solution
areas and plays change each July: they are settings, not code.
"""

from __future__ import annotations

from collections.abc import Iterable

from referral_hub.adapters.partners.microsoft.settings import Settings
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import form_with
from referral_hub.domain.outgoing.referral import OutgoingReferral

SHARING = "sharing"
PRIVATE, PARTNER_LED, CO_SELL = "private", "partner_led", "co_sell"

QUALIFICATION = "qualification"
SALES_STAGE = "sales_stage"
CAMPAIGN = "campaign_id"
PROGRAM = "referral_program"
SIZE = "customer_size"
DUNS = "duns"
MAY_CONTACT = "consent_to_contact"
MAY_TELL_OTHERS = "consent_to_share"
HELP = "assistance_requested"
HELP_NOTES = "invitation_message"
PARTNER_ROLE, SOLUTION_AREA, SOLUTION_PLAY = "partner_role", "solution_area", "solution_play"
INTENT = "marketplace_intent"
# Of `additionalRequirements.attributes`, by their types.
ATTRIBUTES = {
    "PartnerRole": PARTNER_ROLE,
    "SolutionArea": SOLUTION_AREA,
    "SolutionPlay": SOLUTION_PLAY,
    "CustomerMarketplaceIntent": INTENT,
}
# Of `requirements`, each a list of ids.
REQUIREMENTS = ("industries", "products", "services")

_REQUIRED = ("title", "customer.company_name", "customer.country_code")
_QUALIFICATIONS = ("None", "Direct", "MarketingQualified", "SalesQualified")
_STAGES = ("Qualify", "Develop", "Propose", "Close")
_SIZES = ("1to9employees", "10to50employees", "51to250employees", "251to1000employees")
_HELP = (
    "GeneralOrOther",
    "CustomerTechnicalArchitecture",
    "ProofOfConceptOrDemo",
    "QuotesOrLicensing",
    "PostSalesCustomerSuccess",
    "WorkloadSpecificValueProposition",
)


def form_of(settings: Settings) -> tuple[FormField, ...]:
    return form_with(*_own(settings), required=_REQUIRED)


def _own(settings: Settings) -> Iterable[FormField]:
    kinds = (PRIVATE, PARTNER_LED, CO_SELL)
    yield _choice(SHARING, "Kind of sharing", kinds, required=True)
    yield _choice(QUALIFICATION, "Qualification", _QUALIFICATIONS)
    yield _choice(SALES_STAGE, "Sales stage", _STAGES)
    yield _text(PROGRAM, "Referral program")
    yield _text(CAMPAIGN, "Marketing campaign id")
    yield _choice(SIZE, "Customer's number of employees", _SIZES, open_options=True)
    yield _text(DUNS, "Customer's D-U-N-S number")
    yield FormField(name=MAY_TELL_OTHERS, label="Customer agrees to be shared", type="boolean")
    yield FormField(name=MAY_CONTACT, label="Customer agrees to be contacted", type="boolean")
    yield _choice(HELP, "Help needed from Microsoft", _HELP)
    yield FormField(name=HELP_NOTES, label="Notes for Microsoft's seller", max_length=4000)
    yield _choice(PARTNER_ROLE, "Partner role", settings.partner_roles)
    yield _choice(SOLUTION_AREA, "Solution area", settings.solution_areas)
    yield _choice(SOLUTION_PLAY, "Solution play", settings.solution_plays)
    yield _text(INTENT, "Customer's intent to buy in the marketplace")
    for name in REQUIREMENTS:
        label = f"{name.capitalize()} that the customer asks for"
        yield FormField(name=name, label=label, type="choices", max_length=500)


def _choice(
    name: str,
    label: str,
    options: tuple[str, ...],
    *,
    required: bool = False,
    open_options: bool = False,
) -> FormField:
    """One that no setting names the options of takes any text."""
    return FormField(
        name=name,
        label=label,
        type="choice",
        options=options,
        required=required,
        open_options=open_options,
        max_length=255,
    )


def _text(name: str, label: str) -> FormField:
    return FormField(name=name, label=label, max_length=100)


def asks_for_help(referral: OutgoingReferral) -> bool:
    return referral.fields.get(SHARING) == CO_SELL
