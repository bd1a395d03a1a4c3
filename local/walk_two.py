"""A deal goes from one organisation to another, as docs/access-referrals.md says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local import ROOT
from local.api import Caller, eventually
from local.hub import LocalHub
from local.steps import StepFailedError, Steps
from local.story import NEW_ACCOUNT, Story, must
from local.two import TwoHubs
from local.users import ADDRESSES

_EVENTS = ROOT / "events"
HERE = "/v1/access-referrals"
# Somebody whom only North knows.
STRANGER = "sigrid@north.example"
CONSENT = {
    "given_by": "Ragnhild Moe",
    "given_at": "2026-01-15T09:30:00Z",
    "statement": "You may tell South of this project, and that I work on it.",
    "contacts": True,
}


@dataclass(frozen=True)
class Deal:
    """What North is to send, and who has it there."""

    opportunity_id: str
    owner: str

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "partner_id": "south",
            "opportunity_id": self.opportunity_id,
            "fields": {"host.email": self.owner, "value.currency": "EUR"},
            "note": "They decide before the summer.",
        }


def walk_two(hubs: TwoHubs, steps: Steps) -> None:
    """
    Link two hubs, and send deals from North to South.

    Raises:
        StepFailedError: a step did not happen.
    """
    north, south = _story(hubs.north, steps), _story(hubs.south, steps)
    _linked(north, south)
    steps.heading("North sends a deal whose owner South knows by e-mail")
    deal = _a_deal(north, "first", owner=ADDRESSES["operator"].upper())
    _refused_without_consent(north, deal)
    number = _sent(north, deal)
    there = _arrived(north, south, number, owner=ADDRESSES["operator"])
    _noted(north, south, deal, number, there)
    steps.heading("North sends one whose owner nobody knows over there")
    other = _sent(north, _a_deal(north, "second", owner=STRANGER))
    _arrived(north, south, other, owner=ADDRESSES["admin"])


def _story(hub: LocalHub, steps: Steps) -> Story:
    roles = {"admin": "admin", "operator": "operator", "platform": "integration"}
    return Story(
        hub, steps, **{who: Caller(hub.url, hub.keys[role]) for who, role in roles.items()}
    )


def _linked(north: Story, south: Story) -> None:
    steps = north.steps
    steps.heading("The two organisations link their hubs")
    with steps.step("South's workflow has an owner, for what nobody else owns"):
        workflow = south.admin.get("/v1/sales-workflows/sales")
        kept = {name: workflow[name] for name in ("name", "stages")}
        south.admin.replace("/v1/sales-workflows/sales", {**kept, "owner": ADDRESSES["admin"]})
    with steps.step("South's admin makes a link for North: a URL, and a key that is shown once"):
        link = south.admin.post("/v1/inbound-links", {"partner_id": "north", "name": "From North"})
    steps.tell(f"Referral URL  {link['url']}")
    steps.tell(f"Referral key  {link['key'][:16]}... (it opens nothing but this hub)")
    with steps.step("North's admin enters both; a ping says that they open"):
        settings = {"name": "To South", "url": link["url"]}
        south_there = {"partner_id": "south", "name": "South", "kind": "peer"}
        north.admin.post("/v1/partners", {**south_there, "settings": settings})
        north.admin.put("/v1/partners/south/secret", {"key": link["key"]})
        tested = north.admin.post("/v1/partners/south/test", {})
        must(tested["passed"], f"a connection that passes, and not {tested['checks']}")


def _a_deal(north: Story, name: str, *, owner: str) -> Deal:
    """Let North have a deal of its own: that of a referral of its platform."""
    with north.steps.step("North has an opportunity in its CRM, with a contact"):
        body = json.loads((_EVENTS / "partners/platform/referral.json").read_text())
        body |= {"partner_referral_id": f"{name}-of-north", "title": f"The {name} deal of North"}
        number = north.platform.post("/v1/referrals", body)["number"]
        north.accepts(number, NEW_ACCOUNT)
        opened = north.opened(number)
        people = json.loads((_EVENTS / "partners/platform/contacts.json").read_text())
        north.platform.post(f"/v1/referrals/{number}/contacts", people)
        eventually(lambda: _people(north, opened), "a contact on the opportunity")
    return Deal(str(opened["opportunity_id"]), owner)


def _people(north: Story, opened: Mapping[str, Any]) -> list[Any]:
    return list(north.operator.get(f"/v1/crm/opportunities/{opened['opportunity_id']}")["roles"])


def _refused_without_consent(north: Story, deal: Deal) -> None:
    with north.steps.step("without a confirmation and the client's consent nothing goes out"):
        for lacking, code in (({}, "confirmation_needed"), ({"confirm": True}, "consent_needed")):
            must(_refusal(north, {**deal.asked, **lacking}) == code, code)
    with north.steps.step("the preview shows the very content, to the word"):
        shown = north.operator.post(
            "/v1/access-referral-preview", {**deal.asked, "consent": CONSENT}
        )
        must(shown["discloses"]["deal"]["title"], "a title")
    north.steps.tell(f"would be told: {json.dumps(shown['discloses'], ensure_ascii=False)}")


def _refusal(north: Story, body: Mapping[str, Any]) -> str:
    try:
        north.operator.post(HERE, body)
    except StepFailedError as refused:
        return str(json.loads(str(refused).partition(" 422 ")[2] or "{}").get("code", ""))
    return ""


def _sent(north: Story, deal: Deal) -> str:
    whole = {**deal.asked, "consent": CONSENT, "confirm": True}
    with north.steps.step("the operator sends it, with both; asked for again, it is the same"):
        number = str(north.operator.post(HERE, whole)["number"])
        must(north.operator.post(HERE, whole)["number"] == number, "the first once more")
    with north.steps.step(f"South has {number}"):
        eventually(lambda: _delivered(north, number), "the delivery")
    return number


def _delivered(north: Story, number: str) -> bool:
    at_partner = north.operator.get(f"/v1/outgoing-referrals/{number}")["integrations"]["partner"]
    must(at_partner["status"] != "create_failed", f"a delivery, and not {at_partner['error']!r}")
    return bool(at_partner["status"] == "success")


def _arrived(north: Story, south: Story, number: str, *, owner: str) -> str:
    """Look at South's side; returns its number there."""
    side = north.operator.get(f"/v1/outgoing-referrals/{number}")["partner_referral"]
    there = str(side["partner_referral_id"])
    with south.steps.step(f"it waits in South's inbox as {there}, once, for its owner"):
        page = south.operator.get("/v1/referrals", partner_id="north")["items"]
        must([each["number"] for each in page].count(there) == 1, f"{there} in the inbox, once")
        must(side["owner"] == owner, f"{owner} as its owner, and not {side['owner']!r}")
    south.steps.tell(f"owner over there: {owner}")
    return there


def _noted(north: Story, south: Story, deal: Deal, number: str, there: str) -> None:
    with south.steps.step(f"South accepts {there}; a note on the deal says where it came from"):
        south.accepts(there)
        opened = south.opened(there)
        note = eventually(lambda: _note(south, str(opened["opportunity_id"])), "South's note")
    south.steps.tell(f"note in South's CRM: {note}")
    with north.steps.step(f"a note in North's CRM says to whom {number} went, on deal and contact"):
        note = eventually(lambda: _note(north, deal.opportunity_id), "North's note")
        must(number in note, f"{number} in the note")
    north.steps.tell(f"note in North's CRM: {note}")


def _note(story: Story, opportunity_id: str) -> str:
    notes = story.operator.get(f"/v1/crm/opportunities/{opportunity_id}")["notes"]
    return str(notes[0]["text"]) if notes else ""
