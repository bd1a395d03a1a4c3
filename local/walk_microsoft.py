"""The chapter of Microsoft Partner Center: connected, told by webhook, answered."""

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request

from local.api import eventually, read, send
from local.sandboxes import control
from local.story import Story, must

PARTNER_ID = "microsoft"
_WEBHOOKS = "https://api.partnercenter.microsoft.com"
_REGISTRATION = "/webhooks/v1/registration"
_CONTACTS_AFTER_SECONDS = 1


def microsoft_referral(story: Story) -> None:
    """
    Connect Partner Center as docs/connect-microsoft.md says, and walk a referral through its door.

    Raises:
        StepFailedError: a step did not happen.
    """
    center = story.hub.sandboxes["partner_center"]
    story.steps.heading("A referral from Microsoft Partner Center")
    with story.steps.step("an admin connects Partner Center, whose webhooks lead to the hub"):
        _connect(story, center)
    with story.steps.step("Microsoft refers a customer"):
        control(center, "behave", {"contact_delay_seconds": _CONTACTS_AFTER_SECONDS})
        theirs = control(center, "share", {"contacts": "after_acceptance"})["id"]
    with story.steps.step("its signed webhook brings it into the inbox"):
        number = story.pending(PARTNER_ID)
    with story.steps.step(f"the operator accepts {number}, with a new account"):
        story.accepts(number)
    with story.steps.step("Microsoft knows: accepted, and the opportunity's id in the CRM"):
        opportunity_id = story.opened(number)["opportunity_id"]
        eventually(lambda: _knows(center, theirs, opportunity_id), "Microsoft being told")
    with story.steps.step("Microsoft shows the contact; the CRM has it, in its role"):
        story.done_with(number, outcomes={"created"})


def _connect(story: Story, center: str) -> None:
    app = read(f"{center}/_sandbox/app")
    root = read(f"{center}/_sandbox/root")["pem"]
    partner = {"partner_id": PARTNER_ID, "name": "Microsoft", "kind": "microsoft"}
    stand_in = {"sandbox_url": center, "sandbox_root": root}
    story.admin.post("/v1/partners", {**partner, "settings": stand_in})
    _register_webhook(center, app, f"{story.hub.url}/v1/partner-events/microsoft/{PARTNER_ID}")
    names = ("client_id", "client_secret", "refresh_token")
    secret = {"tenant_id": app["tenant"]} | {name: app[name] for name in names}
    story.admin.put(f"/v1/partners/{PARTNER_ID}/secret", secret)
    tested = story.admin.post(f"/v1/partners/{PARTNER_ID}/test", {})
    must(tested["passed"], f"a connection that passes its test, and not {tested}")


def _register_webhook(center: str, app: dict[str, str], url: str) -> None:
    """Do what the admin of the tenant does with curl."""
    wish = {
        "WebhookUrl": url,
        "WebhookEvents": ["referral-created", "referral-updated", "test-created"],
        "SignatureTokenToMsSignatureHeader": True,
    }
    headers = {
        "Authorization": f"Bearer {_signed_in(center, app)}",
        "Content-Type": "application/json",
    }
    send(Request(f"{center}{_REGISTRATION}", json.dumps(wish).encode(), headers))


def _signed_in(center: str, app: dict[str, str]) -> str:
    form = {
        "grant_type": "refresh_token",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "refresh_token": app["refresh_token"],
        "scope": f"{_WEBHOOKS}/.default offline_access",
    }
    url = f"{center}/{app['tenant']}/oauth2/v2.0/token"
    return str(send(Request(url, urlencode(form).encode()))["access_token"])


def _knows(center: str, theirs: str, opportunity_id: str) -> bool:
    shown: dict[str, Any] = read(f"{center}/_sandbox/referral?id={theirs}")
    told = shown["status"], shown["substatus"], shown["externalReferenceId"]
    return told == ("Active", "Accepted", opportunity_id)
