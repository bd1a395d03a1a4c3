"""People at the identity provider, and what the hub lets them do."""

from local.api import Caller, read
from local.hub import LocalHub
from local.story import Story, must
from local.users import ADDRESSES


def people_sign_in(story: Story) -> None:
    """Sign one of each role in; a token says who, and the hub's record what they may do."""
    story.steps.heading("People who sign in")
    with story.steps.step("one of each role signs in, and is taken for what the hub knows"):
        for role, email in ADDRESSES.items():
            must(_signed_in(story.hub, email)["role"] == role, f"{email} being {role}")
    with story.steps.step("the partner's people see who else of theirs has access"):
        staff = story.platform.get("/v1/staff")["items"]
        must(ADDRESSES["partner_staff"] in str(staff), "the partner's staff in the list")


def _signed_in(hub: LocalHub, email: str) -> dict[str, str]:
    token = read(f"{hub.sandboxes['identity_provider']}/_sandbox/token?email={email}")
    return dict(Caller(hub.url, token).get("/v1/me"))
