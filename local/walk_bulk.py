"""The chapter of a batch: many deals of the host, one request, one mail."""

from typing import Any

from local.api import eventually, read
from local.keys import AWS
from local.story import Story, must

HERE = "/v1/outgoing-referral-batches"
OPERATOR = "operator@host.example"
# No CRM has it: its row fails, and the others do not.
NOWHERE = "opp-nowhere"


def many_outgoing_referrals(story: Story) -> None:
    """
    Share every opportunity of the walk with AWS at once; one of them is shared already.

    Raises:
        StepFailedError: a step did not happen.
    """
    story.steps.heading("All the deals of this walk go to AWS at once, as drafts")
    ids = [*_opportunities(story), NOWHERE]
    with story.steps.step(f"the operator asks for {len(ids)}, one of which nobody knows"):
        asked = {"partner_id": AWS.partner_id, "opportunity_ids": ids, "notify": OPERATOR}
        batch = story.operator.post(HERE, asked)
    with story.steps.step("each row has its referral, or says why not; nothing is shared twice"):
        done = eventually(lambda: _finished(story, batch["url"]), "the end of the batch")
        told = (done["existing"], done["failed"], done["created"])
        must(told == (1, 1, len(ids) - 2), "one that was there, one that failed, and the new ones")
    with story.steps.step("one mail names what failed; a browser shows it"):
        mails = eventually(lambda: _mails(story), "the mail")
        must([NOWHERE in mail["text"] for mail in mails] == [True], "one mail with the error")


def _opportunities(story: Story) -> list[str]:
    accepted = story.operator.get("/v1/referrals", status="accepted")["items"]
    found = (story.referral(each["number"])["opportunity_id"] for each in accepted)
    return list(dict.fromkeys(found))


def _finished(story: Story, url: str) -> dict[str, Any] | None:
    batch = dict(story.operator.get(url))
    return batch if batch["outcome"] else None


def _mails(story: Story) -> list[dict[str, Any]]:
    return list(read(f"{story.hub.sandboxes['mail_sink']}/_sandbox/mails"))
