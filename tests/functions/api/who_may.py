"""What each operation of the API is sent."""

from __future__ import annotations

from urllib.parse import urlencode

from functions.api.operations.operation import Operation
from referral_hub.domain.workflows import DEFAULT
from tests.functions.api.client import MAREN, Client, Reply, a_shared_referral
from tests.functions.api.rules.stage import a_rule

# Who is let in finds that this partner shows nothing, and is no peer.
NOTHING_THERE = {
    "readAssessment": (404,),
    "previewAccessReferral": (422,),
    "sendAccessReferral": (422,),
}
BODIES = {
    "shareReferral": a_shared_referral(partner_referral_id="H-78"),
    "acceptReferral": {"account": {"create": {}}},
    "rejectReferral": {"reason": "No capacity"},
    "retryReferral": {},
    "retrySyncProblems": {"system": "built-in", "cause": "unreachable"},
    "dismissProblem": {"reason": "Done by hand"},
    "addContacts": {"contacts": [MAREN]},
    "editDeal": {"title": "Lamps"},
    "syncReferral": None,
    "createOutgoingReferral": {"partner_id": "harbour"},
    "previewOutgoingReferral": {"partner_id": "harbour"},
    "previewAccessReferral": {"partner_id": "harbour", "fields": {"title": "Tide gauges"}},
    "sendAccessReferral": {"partner_id": "harbour", "fields": {"title": "Tide gauges"}},
    "putFeature": {"name": "Diversification"},
    "createOutgoingBatch": {"partner_id": "harbour", "opportunity_ids": ["opp-1"]},
    "editOutgoingReferral": {"fields": {"title": "Tide gauges"}},
    "submitOutgoingReferral": None,
    "resubmitOutgoingReferral": {},
    "retryOutgoingReferral": None,
    "syncOutgoingReferral": None,
    "answerOutgoingReferral": {"verdict": "accepted"},
    "dismissOutgoingProblem": {"reason": "Entered at the partner by hand"},
    "addOpportunity": {"account_id": f"acc-{'t' * 20}", "fields": {"name": "Lamps"}},
    "changeOpportunity": {"fields": {"next_step": "Call"}},
    "publishReferralRule": a_rule(active=False),
    "activateReferralRule": None,
    "deactivateReferralRule": None,
    "tryReferralRule": {"opportunity_id": f"opp-{'o' * 20}"},
    "checkSave": {"fields": {}},
    "linkOutgoingReferral": {"account": {"create": {}}},
    "publishPolicy": {},
    "publishSalesWorkflow": {"name": "Sales", "stages": [dict(s) for s in DEFAULT.stages]},
    "restorePolicy": None,
    "tryPolicy": {"draft": {}, "number": "R-000001"},
    "tryOutgoingPolicy": {"draft": {}, "opportunity_id": f"opp-{'o' * 20}"},
    "replayPolicy": {"draft": {}},
    "tellCrmEvents": {"object": "opportunity", "id": "opp-1", "by": "Ingrid"},
    "putUser": {"role": "read_only"},
    "changeUser": {"active": False},
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
SEEN = dict.fromkeys(["changePartner", "publishReferralRule", "putUser", "changeUser"], '"1"')
HEADERS = {"withdrawPolicy": {"if-match": '"1"'}}


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
    if name in ("editDeal", "editOutgoingReferral"):
        seen = client.get(path).headers.get("ETag", seen)
    return write(path, BODIES[name], if_match=seen)
