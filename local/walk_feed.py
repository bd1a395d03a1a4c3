"""The chapter of a partner with a JSON feed, whose fields an admin says."""

from local.sandboxes import FEED_TOKEN, control
from local.schedule import run_now
from local.story import Story, must

PARTNER_ID = "example-feed"
FIELDS = {
    "id": "ref",
    "title": "name",
    "company": "company.name",
    "description": "deal.about",
    "amount": "deal.amount",
    "currency": "deal.currency",
    "contacts": {"entries": "people", "first_name": "first", "last_name": "last", "email": "mail"},
}
_PERSON = {"first": "Iselin", "last": "Vik", "mail": "iselin.vik@brygge-lys.example"}


def feed_referral(story: Story) -> None:
    """
    Connect a feed as docs/feeds.md says, and walk a referral through its door.

    Raises:
        StepFailedError: a step did not happen.
    """
    feed = story.hub.sandboxes["feed"]
    story.steps.heading("A referral from a partner's JSON feed")
    with story.steps.step("an admin connects the feed, and says which field is what"):
        _connect(story, feed)
    with story.steps.step("the partner lists a referral, with its contact"):
        customer = {"name": "Brygge Lys", "country": "no"}
        control(feed, "share", {"name": "Quay lights", "company": customer, "people": [_PERSON]})
    with story.steps.step("the poll, which need not be waited for here, brings it into the inbox"):
        run_now(story.hub.emulator_url, "PollPartnerFeeds")
        number = story.pending(PARTNER_ID)
    with story.steps.step(f"the operator accepts {number}, with a new account"):
        story.accepts(number)
    with story.steps.step("the CRM has the opportunity, and the contact in its role"):
        story.done_with(number, outcomes={"created"})


def _connect(story: Story, feed: str) -> None:
    settings = {
        "url": f"{feed}/v2/referrals",
        "entries": "data.items",
        "paging": {"by": "cursor", "parameter": "cursor", "next": "meta.next_cursor"},
        "authentication": {},
        "fields": FIELDS,
    }
    partner = {"partner_id": PARTNER_ID, "name": "Example Feed", "kind": "feed"}
    story.admin.post("/v1/partners", {**partner, "settings": settings})
    story.admin.put(f"/v1/partners/{PARTNER_ID}/secret", {"token": FEED_TOKEN})
    tested = story.admin.post(f"/v1/partners/{PARTNER_ID}/test", {})
    must(tested["passed"], f"a connection that passes its test, and not {tested}")
