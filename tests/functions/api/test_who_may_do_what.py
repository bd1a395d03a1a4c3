"""
Every operation, tried by every role, on its own and on another partner's records.

The cells come from the table of operations, the expectations from this file: a new operation fails
here until somebody has written down who may do it.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from functions.api.operations.operation import Operation
from functions.api.operations.table import OPERATIONS
from referral_hub.adapters.crms.memory import MemoryCrmEvents
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.domain.access import Role
from referral_hub.domain.partners.news import Unreadable
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.webhooks.delivery import Delivery
from referral_hub.hub import Hub
from tests.application.webhook_stage import an_announcement, set_up
from tests.builders import a_hub, a_partner
from tests.connected import Connected, SignsIn
from tests.functions.api.client import MAREN, Client, Reply, a_client, a_shared_referral

A, O, P, I, R = (  # noqa: E741 - a column of the table below each
    Role.ADMIN,
    Role.OPERATOR,
    Role.PARTNER_STAFF,
    Role.INTEGRATION,
    Role.READ_ONLY,
)
MAY = {
    "shareReferral": {P, I},
    "listReferrals": {A, O, P, I, R},
    "openReferral": {A, O, P, I, R},
    "previewAcceptance": {A, O, R},
    "acceptReferral": {O},
    "rejectReferral": {O},
    "retryReferral": {A, O},
    "listSyncProblems": {A, O, R},
    "groupSyncProblems": {A, O, R},
    "retrySyncProblems": {A, O},
    "dismissProblem": {A, O},
    "addContacts": {P, I},
    "listContacts": {A, O, P, I},
    "readDeal": {A, O, P, I, R},
    "editDeal": {O, I},
    "readTimeline": {A, O, R},
    "searchAccounts": {A, O, R},
    "openAccount": {A, O},
    "openOpportunity": {A, O, R},
    "listAssociationTypes": {A, O, R},
    "listSalesStages": {A, O, R},
    "checkConnection": {A, O},
    "describeFields": {A, O, R},
    "tellCrmEvents": {A, O},
    "readPolicy": {A, O, R},
    "publishPolicy": {A},
    "withdrawPolicy": {A},
    "readPolicyVersion": {A, O, R},
    "restorePolicy": {A},
    "listPolicyVersions": {A, O, R},
    "comparePolicies": {A, O, R},
    "tryPolicy": {A, O, R},
    "replayPolicy": {A, O, R},
    "listPartners": {A, O, R},
    "addPartner": {A},
    "openPartner": {A, O, R},
    "changePartner": {A},
    "pausePartner": {A},
    "resumePartner": {A},
    "testPartner": {A},
    "putPartnerSecret": {A},
    "listQuarantine": {A, O},
    "openQuarantined": {A, O},
    "replayQuarantined": {A, O},
    "dismissQuarantined": {A, O},
    "putWebhook": {A, I},
    "openWebhook": {A, O, I},
    "removeWebhook": {A, I},
    "rotateWebhookSecret": {A, I},
    "testWebhook": {A, I},
    "listDeliveries": {A, O, I},
    "resendDelivery": {A, I},
    "typeInReferral": {A, O},
    "importReferrals": {A, O},
    "listKeys": {A},
    "issueKey": {A},
    "rotateKey": {A},
    "revokeKey": {A},
    "whoAmI": {A, O, P, I, R},
}
PUBLIC = {"readOpenApi", "readDocs", "readDocsAsset", "checkHealth", "tellMicrosoftEvent"}
BODIES = {
    "shareReferral": a_shared_referral(partner_referral_id="H-78"),
    "acceptReferral": {"account": {"create": {}}},
    "rejectReferral": {"reason": "No capacity"},
    "retryReferral": {},
    "retrySyncProblems": {"system": "built-in", "cause": "unreachable"},
    "dismissProblem": {"reason": "Done by hand"},
    "addContacts": {"contacts": [MAREN]},
    "editDeal": {"title": "Lamps"},
    "publishPolicy": {},
    "restorePolicy": None,
    "tryPolicy": {"draft": {}, "number": "R-000001"},
    "replayPolicy": {"draft": {}},
    "tellCrmEvents": {"object": "opportunity", "id": "opp-1", "by": "Ingrid"},
    "addPartner": {"partner_id": "wharf", "name": "Wharf"},
    "changePartner": {"name": "Wharf"},
    "pausePartner": None,
    "resumePartner": None,
    "testPartner": None,
    "putPartnerSecret": {"client_secret": "s"},
    "replayQuarantined": None,
    "dismissQuarantined": None,
    "putWebhook": {"url": "https://hooks.harbour.example/"},
    "rotateWebhookSecret": None,
    "testWebhook": None,
    "resendDelivery": None,
    "typeInReferral": a_shared_referral(),
    "importReferrals": None,
    "issueKey": {"role": "read_only"},
}
QUERIES = {
    "searchAccounts": {"q": "fen"},
    "comparePolicies": {"before": "0", "after": "0"},
    "withdrawPolicy": {"partner_id": "harbour"},
}
A_FILE = "title,company\nLamps,Fenwick Lighthouses\n"
SEEN = {"changePartner": '"1"'}
HEADERS = {"withdrawPolicy": {"if-match": '"1"'}}
GUARDED = [operation for operation in OPERATIONS if not operation.public]
OF_A_WEBHOOK = [operation for operation in GUARDED if "/webhook" in operation.path]
ON_A_REFERRAL = [operation for operation in GUARDED if "{number}" in operation.path]


def attempt(client: Client, operation: Operation, world: dict[str, str]) -> Reply:
    name, path = operation.operation_id, operation.path.format(**world)
    if operation.method == "GET":
        return client.get(path, **QUERIES.get(name, {}))
    if name not in BODIES:
        query = urlencode(QUERIES.get(name, {}))
        return client.send(operation.method, path, query=query, headers=HEADERS.get(name))
    if operation.text:
        typed = {"content-type": operation.text}
        return client.send("POST", path, body=A_FILE, headers=typed)
    write = {"PUT": client.put, "PATCH": client.patch}.get(operation.method, client.post)
    seen = SEEN.get(name, '"0"') if operation.if_match == "required" else "*"
    if name == "editDeal":
        seen = client.get(path).headers.get("ETag", seen)
    return write(path, BODIES[name], if_match=seen)


@pytest.fixture
def hub() -> Hub:
    """A hub whose CRM tells of changes, and that signs in at Harbour to ask for news."""
    return a_hub(
        crm_events=MemoryCrmEvents(),
        crm_hints=MemoryHintQueue(),
        connections=Connected(settings={PartnerKind.PLATFORM: SignsIn}),
    )


def replayed(hub: Hub) -> str:
    """Put an entry of Harbour's into quarantine that was read since; return its key."""
    broken = Unreadable(partner_id="harbour", entry_id="H-9", raw="{}", why="title: is missing")
    hub.quarantine.keep(broken, at=hub.clock())
    [known] = hub.quarantine.of("harbour", "H-9")
    hub.quarantine.save(known.replayed(number="R-000001", at=hub.clock()))
    return known.key


@pytest.fixture
def world(hub: Hub, number: str, fenwick: str) -> dict[str, str]:
    """What the paths of all operations name: Harbour's referral, and records that exist."""
    told = set_up(hub).endpoint.partner_id
    announced = hub.deliveries.save(Delivery.begun(an_announcement(number=number)))
    opportunity = hub.crm.create_opportunity(fenwick, {"name": "Lamps"}, token="o" * 32)
    return {
        "number": number,
        "account_id": fenwick,
        "opportunity_id": getattr(opportunity, "result", ""),
        "partner_id": told,
        "delivery_id": announced.id,
        "object": "account",
        "crm": hub.crm.name,
        "version": "0",
        "key": replayed(hub),
        "key_id": a_client(hub, Role.READ_ONLY).get("/v1/me").said["key_id"],
    }


def test_every_operation_stands_in_this_file() -> None:
    assert {operation.operation_id for operation in GUARDED} == set(MAY)
    assert {operation.operation_id for operation in OPERATIONS if operation.public} == PUBLIC


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: operation.operation_id)
def test_a_role_does_what_it_may_and_nothing_else(
    hub: Hub, world: dict[str, str], operation: Operation, role: Role
) -> None:
    if operation.operation_id in ("retryReferral", "dismissProblem"):
        hub.referrals.save(hub.referrals.get(world["number"]).failed("The CRM refuses it"))

    if operation.operation_id in ("readDeal", "editDeal"):
        a_client(hub).accepts(world["number"])

    if operation.operation_id in ("typeInReferral", "importReferrals"):
        hub.partners.add(a_partner(partner_id="google", kind=PartnerKind.MANUAL))
        world["partner_id"] = "google"

    if operation.operation_id == "withdrawPolicy":
        hub.policies.publish(IntakePolicy(partner_id="harbour"))

    reply = attempt(a_client(hub, role), operation, world)

    if role in MAY[operation.operation_id]:
        assert reply.status in operation.answers, reply.text
    else:
        assert (reply.status, reply.code) == (403, "not_allowed")


def test_who_may_not_hears_who_may(hub: Hub, world: dict[str, str]) -> None:
    refused = a_client(hub, Role.PARTNER_STAFF).patch(f"/v1/referrals/{world['number']}/deal", {})

    may = "the role partner_staff may not do this; integration or operator may"
    assert (refused.status, refused.said["detail"]) == (403, may)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
@pytest.mark.parametrize("operation", ON_A_REFERRAL, ids=lambda operation: operation.operation_id)
def test_another_partners_referral_is_as_unknown_as_one_that_does_not_exist(
    hub: Hub, world: dict[str, str], operation: Operation, role: Role
) -> None:
    before = hub.referrals.get(world["number"])
    foreign = attempt(a_client(hub, role, "quay"), operation, world)

    missing = attempt(a_client(hub, role, "quay"), operation, world | {"number": "R-999999"})

    assert foreign.status == missing.status
    assert foreign.text.replace(world["number"], "R-999999") == missing.text
    assert hub.referrals.get(world["number"]) == before
    if role in MAY[operation.operation_id]:
        assert (foreign.status, foreign.code) == (404, "referral_not_found")


@pytest.mark.parametrize("operation", OF_A_WEBHOOK, ids=lambda operation: operation.operation_id)
def test_another_partners_webhook_is_as_unknown_as_that_of_a_partner_that_does_not_exist(
    hub: Hub, world: dict[str, str], operation: Operation
) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    stranger = a_client(hub, Role.INTEGRATION, "quay")
    before = hub.webhook_endpoints.get("harbour")

    foreign = attempt(stranger, operation, world)
    missing = attempt(stranger, operation, world | {"partner_id": "nobody"})

    assert (foreign.status, foreign.code) == (404, "unknown_partner")
    assert foreign.text.replace("harbour", "nobody") == missing.text
    assert "/v1/partners" not in foreign.said["fix"]
    assert hub.webhook_endpoints.get("harbour") == before


@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: operation.operation_id)
def test_nothing_but_the_public_operations_opens_without_a_key(
    hub: Hub, world: dict[str, str], operation: Operation
) -> None:
    refused = attempt(Client(hub), operation, world)

    assert (refused.status, refused.code) == (401, "not_authenticated")


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs", "/docs/swagger-ui.js"])
def test_the_public_operations_open_without_a_key(hub: Hub, path: str) -> None:
    assert Client(hub).get(path).status == 200
