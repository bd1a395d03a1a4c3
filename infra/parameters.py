"""What whoever deploys may choose without touching the code."""

from dataclasses import dataclass

from aws_cdk import CfnParameter, Stack

from referral_hub.settings import BUILT_IN

YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, kw_only=True)
class PartnerCentralParameters:
    catalog: CfnParameter
    endpoint: CfnParameter


@dataclass(frozen=True, kw_only=True)
class CrmParameters:
    name: CfnParameter
    url: CfnParameter
    secret: CfnParameter
    event_bus: CfnParameter


@dataclass(frozen=True, kw_only=True)
class MailParameters:
    sender: CfnParameter
    endpoint: CfnParameter


@dataclass(frozen=True, kw_only=True)
class SignInParameters:
    issuer: CfnParameter
    audience: CfnParameter
    email_claim: CfnParameter
    verified_claim: CfnParameter


@dataclass(frozen=True, kw_only=True)
class Parameters:
    contact_wait_seconds: CfnParameter
    retry_seconds: CfnParameter
    partner_central: PartnerCentralParameters
    poll_minutes: CfnParameter
    watch_minutes: CfnParameter
    alarm_email: CfnParameter
    mail: MailParameters
    crm: CrmParameters
    sign_in: SignInParameters
    public_url: CfnParameter
    local_addresses: CfnParameter


def declare(stack: Stack) -> Parameters:
    """Declare the parameters at the top of the stack, where their names stay short."""
    often = "How often the CRM is asked for changes, and deadlines are watched"
    return Parameters(
        contact_wait_seconds=_contact_wait(stack),
        retry_seconds=_retry(stack),
        partner_central=_partner_central(stack),
        poll_minutes=_minutes(stack, "PollMinutes", 1, "How often partners are asked for news"),
        watch_minutes=_minutes(stack, "WatchMinutes", 5, often),
        alarm_email=_text(stack, "AlarmEmail", "Who is told about alarms; empty means nobody"),
        mail=_mail(stack),
        crm=_crm(stack),
        sign_in=_sign_in(stack),
        public_url=_text(
            stack,
            "PublicUrl",
            "The address that callers use for the API; empty means API Gateway's own",
        ),
        local_addresses=_local_addresses(stack),
    )


def _contact_wait(stack: Stack) -> CfnParameter:
    return CfnParameter(
        stack,
        "ContactWaitSeconds",
        type="Number",
        default=1800,
        min_value=5,
        max_value=YEAR_SECONDS,
        description="How long an accepted referral waits for contact info before it is overdue",
    )


def _retry(stack: Stack) -> CfnParameter:
    return CfnParameter(
        stack,
        "RetrySeconds",
        type="Number",
        default=5,
        min_value=1,
        # Below the longest pause of every state, as Step Functions demands.
        max_value=30,
        description="The first pause before a failed workflow step is tried again; it doubles",
    )


def _local_addresses(stack: Stack) -> CfnParameter:
    return CfnParameter(
        stack,
        "LocalAddresses",
        default="no",
        allowed_values=["no", "yes"],
        description="Whether partners' URLs may lead to this machine: yes on a laptop, not in AWS",
    )


def _minutes(stack: Stack, name: str, default: int, description: str) -> CfnParameter:
    return CfnParameter(
        stack,
        name,
        type="Number",
        default=default,
        min_value=1,
        max_value=1440,
        description=description,
    )


def _text(stack: Stack, name: str, description: str, default: str = "") -> CfnParameter:
    return CfnParameter(stack, name, default=default, description=description)


def _partner_central(stack: Stack) -> PartnerCentralParameters:
    instead = "An endpoint that stands in for Partner Central; empty means AWS's own"
    return PartnerCentralParameters(
        catalog=CfnParameter(
            stack,
            "PartnerCentralCatalog",
            default="",
            allowed_values=["", "AWS", "Sandbox"],
            description="The AWS Partner Central catalog to read; empty turns the connector off",
        ),
        endpoint=_text(stack, "PartnerCentralEndpoint", instead),
    )


def _mail(stack: Stack) -> MailParameters:
    return MailParameters(
        sender=CfnParameter(
            stack,
            "MailSender",
            default="",
            allowed_pattern=r"^([^@\s]+@[^@\s]+)?$",
            description="The address that mail comes from, verified in SES; empty turns mail off",
        ),
        endpoint=_text(
            stack, "MailEndpoint", "An endpoint that stands in for SES; empty means AWS's own"
        ),
    )


def _crm(stack: Stack) -> CrmParameters:
    address = "The CRM's address, such as https://mycompany.my.salesforce.com"
    signs_in = "The name of the secret with which the hub signs in to the CRM"
    bus = "The EventBridge bus that Salesforce's Event Relay sends to"
    return CrmParameters(
        name=CfnParameter(
            stack,
            "Crm",
            default=BUILT_IN,
            allowed_values=[BUILT_IN, "salesforce", "hubspot"],
            description="Where accounts, opportunities and contacts live",
        ),
        url=_text(stack, "CrmUrl", address),
        secret=_text(stack, "CrmSecret", signs_in),
        event_bus=_text(stack, "CrmEventBus", bus, default="default"),
    )


def _sign_in(stack: Stack) -> SignInParameters:
    who = "The claim of a token that has the person's e-mail address"
    sure = "The claim that says whether the issuer has verified that address"
    return SignInParameters(
        issuer=CfnParameter(
            stack,
            "OidcIssuer",
            default="",
            allowed_pattern=r"^(https?://[!-~]+)?$",
            description="The issuer of your organisation's sign-in; empty lets in keys only",
        ),
        audience=_text(stack, "OidcAudience", "What the issuer calls the hub: its client id there"),
        email_claim=_text(stack, "OidcEmailClaim", who, default="email"),
        verified_claim=_text(stack, "OidcVerifiedClaim", sure, default="email_verified"),
    )
