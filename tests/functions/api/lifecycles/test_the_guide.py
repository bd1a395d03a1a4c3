"""What docs/lifecycles.md says to send can be sent, in its order."""

from __future__ import annotations

import json
import re

from tests.architecture.code import ROOT
from tests.functions.api.client import Client

GUIDE = (ROOT / "docs/lifecycles.md").read_text()
_CALLS = re.findall(
    r"\$HUB(/v1/[\w/-]+) -H [^']*?(?:'If-Match: \S+ [^']*?)?'Content.*?-d '(.+?)'", GUIDE, re.DOTALL
)


def test_the_lifecycle_of_the_guide_can_be_published(admin: Client) -> None:
    (example,) = re.findall(r"```json lifecycle\n(.+?)```", GUIDE, re.DOTALL)

    published = admin.put("/v1/lifecycles/large-leads", json.loads(example), if_match='"0"')

    assert published.status == 200, published.text


def test_the_calls_of_the_guide_lead_to_the_first_referral(admin: Client, operator: Client) -> None:
    (partner, referrer, code, event, _) = _CALLS
    # The hub of these tests knows Harbour already.
    anew = json.loads(partner[1]) | {"partner_id": "harbour-anew"}
    assert admin.post(partner[0], anew).status == 201
    for path, body in (referrer, code):
        assert admin.put(path, json.loads(body), if_match='"0"').status == 200

    told = operator.post(event[0], json.loads(event[1]))

    (answered,) = re.findall(r'^\{"what".+$', GUIDE, re.MULTILINE)
    assert told.said == json.loads(answered)


def test_the_lead_of_the_guide_is_converted_and_won_as_it_says(operator: Client) -> None:
    (*_, lead) = _CALLS
    (sale,) = re.findall(r"leads/\$LEAD/convert .+?-d '(.+?)'", GUIDE, re.DOTALL)
    (won,) = re.findall(r"opportunities/\$OPPORTUNITY .+?-d '(.+?)'", GUIDE, re.DOTALL)

    made = operator.post(lead[0], json.loads(lead[1])).said
    sold = operator.post(f"/v1/crm/leads/{made['lead_id']}/convert", json.loads(sale)).said
    ended = operator.patch(f"/v1/crm/opportunities/{sold['opportunity_id']}", json.loads(won)).said

    assert (ended["fields"]["stage"], ended["fields"]["referral_code"]) == ("won", "HARBOUR-SPRING")
