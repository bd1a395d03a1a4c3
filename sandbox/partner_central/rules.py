"""Rules of the service that no model states; each returns flaws, so that all are told at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.partner_central.model_check import Code, Flaw, flaws, service_model
from sandbox.partner_central.views.invitation import payload

CATALOGS = ("AWS", "Sandbox")


def about_catalog(catalog: str) -> Iterator[Flaw]:
    """Know two catalogs; the model would let any word pass."""
    if catalog not in CATALOGS:
        yield Flaw("Catalog", Code.INVALID_VALUE, f"must be one of {', '.join(CATALOGS)}")


def about_origin(request: dict[str, Any]) -> Iterator[Flaw]:
    """Let a partner play AWS in the Sandbox catalog only."""
    if request.get("Origin") == "AWS Referral" and request["Catalog"] != "Sandbox":
        yield Flaw("Origin", Code.ACTION_NOT_PERMITTED, "AWS Referral exists in Sandbox only")


def about_offer(body: dict[str, Any]) -> Iterator[Flaw]:
    """Require of an AWS referral all that the invitation made from it has to show."""
    shape = service_model().shape_for("OpportunityInvitationPayload")
    for flaw in flaws(shape, payload(body)):
        yield Flaw(_SOURCE_OF.get(flaw.path, flaw.path), flaw.code, flaw.message)


# The invitation calls these fields by other names than the opportunity it is made from.
_SOURCE_OF = {
    "Customer.CompanyName": "Customer.Account.CompanyName",
    "Customer.Industry": "Customer.Account.Industry",
    "Customer.WebsiteUrl": "Customer.Account.WebsiteUrl",
    "Customer.CountryCode": "Customer.Account.Address.CountryCode",
    "Project.BusinessProblem": "Project.CustomerBusinessProblem",
    "Project.TargetCompletionDate": "LifeCycle.TargetCloseDate",
}


def about_body(body: dict[str, Any], *, today: date, old_close_date: str | None) -> Iterator[Flaw]:
    """Check what holds for every opportunity that is written."""
    account = body.get("Customer", {}).get("Account", {})
    yield from _close_date(body.get("LifeCycle", {}), today, old_close_date)
    yield from _stage(body.get("LifeCycle", {}), account)
    yield from _industry(body, account)


def _close_date(
    life_cycle: dict[str, Any], today: date, old_close_date: str | None
) -> Iterator[Flaw]:
    wanted = life_cycle.get("TargetCloseDate")
    # An old deal may keep the date it missed; only a new date has to lie ahead.
    if wanted is None or wanted == old_close_date:
        return
    try:
        if date.fromisoformat(wanted) < today:
            yield Flaw("LifeCycle.TargetCloseDate", Code.INVALID_VALUE, f"{wanted} is in the past")
    except ValueError:
        yield Flaw("LifeCycle.TargetCloseDate", Code.INVALID_VALUE, f"{wanted} is not a day")


def _stage(life_cycle: dict[str, Any], account: dict[str, Any]) -> Iterator[Flaw]:
    stage = life_cycle.get("Stage")
    if stage == "Closed Lost" and "ClosedLostReason" not in life_cycle:
        yield _missing("LifeCycle.ClosedLostReason", "a lost deal needs its reason")
    if stage == "Launched" and "AwsAccountId" not in account:
        yield _missing("Customer.Account.AwsAccountId", "a launched deal needs it")


def _industry(body: dict[str, Any], account: dict[str, Any]) -> Iterator[Flaw]:
    industry = account.get("Industry")
    if industry == "Other" and "OtherIndustry" not in account:
        yield _missing("Customer.Account.OtherIndustry", "industry Other needs its name")
    if body.get("NationalSecurity") == "Yes" and industry != "Government":
        message = "national security needs industry Government"
        yield Flaw("Customer.Account.Industry", Code.INVALID_VALUE, message)


def _missing(path: str, message: str) -> Flaw:
    return Flaw(path, Code.REQUIRED_FIELD_MISSING, message)
