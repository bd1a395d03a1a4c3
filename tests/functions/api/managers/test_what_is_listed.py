"""A partner manager's lists have what is of their partners, and tell nothing of others (X-7)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.partners.news import Unreadable
from referral_hub.hub import Hub
from tests.application.outgoing.batch_stage import begin
from tests.application.stage import filed
from tests.builders import an_outgoing_referral
from tests.functions.api.client import Client, Reply, a_client

ALL = ("harbour", "quay", "lantern")


def referrals_of(hub: Hub, *partner_ids: str) -> list[str]:
    """Let each of them share one, a second after the one before; return the numbers."""
    numbers = []
    for place, partner_id in enumerate(partner_ids):
        referral_id = f"H-{place}"
        numbers.append(filed(hub, partner_id=partner_id, partner_referral_id=referral_id).number)
        hub.clock.advance(seconds=1)  # type: ignore[attr-defined]
    return numbers


def pages(client: Client, path: str, **query: Any) -> list[Reply]:
    """Read a list to its end."""
    read = [client.get(path, **query)]
    while cursor := read[-1].said["next_cursor"]:
        read.append(client.get(path, **query, cursor=cursor))
    return read


def found(read: list[Reply], name: str) -> list[str]:
    return [item[name] for page in read for item in page.said["items"]]


def test_the_inbox_has_their_partners_referrals_newest_first_page_by_page(
    hub: Hub, marit: Client
) -> None:
    numbers = referrals_of(hub, "harbour", "lantern", "quay", "lantern", "harbour", "quay")
    theirs = [numbers[0], numbers[2], numbers[4], numbers[5]]

    read = pages(marit, "/v1/referrals", limit=1)

    assert found(read, "number") == theirs[::-1]
    assert len(read) == len(theirs)


def test_the_inbox_is_narrowed_to_one_of_their_partners(hub: Hub, marit: Client) -> None:
    first, _, last = referrals_of(hub, "quay", "harbour", "quay")

    assert found(pages(marit, "/v1/referrals", partner_id="quay"), "number") == [last, first]


@pytest.mark.parametrize(
    "path", ["/v1/referrals", "/v1/outgoing-referrals", "/v1/quarantine", "/v1/sync-problems"]
)
def test_another_partner_and_one_that_does_not_exist_have_the_same_empty_list(
    hub: Hub, marit: Client, path: str
) -> None:
    of_everything(hub)
    if path == "/v1/sync-problems":
        # A problem at the partner is its system's.
        foreign, missing = (marit.get(path, system=each) for each in ("lantern", "nobody"))
    else:
        foreign, missing = (marit.get(path, partner_id=each) for each in ("lantern", "nobody"))

    assert (foreign.status, foreign.said["items"]) == (200, [])
    assert foreign.text == missing.text


def of_everything(hub: Hub) -> None:
    """Let there be one of everything for each partner."""
    for place, partner_id in enumerate(ALL, 1):
        filed(hub, partner_id=partner_id)
        number = f"R-{place:06d}"
        hub.outgoing.save(an_outgoing_referral(number=f"R-9{place:05d}", partner_id=partner_id))
        begin(hub, ["opp-1"], batch_id=f"{place}" * 24, partner_id=partner_id)
        broken = Unreadable(partner_id=partner_id, entry_id=number, raw="{}", why="no title")
        hub.quarantine.keep(broken, at=hub.clock())


@pytest.mark.parametrize(
    "path",
    [
        "/v1/referrals",
        "/v1/outgoing-referrals",
        "/v1/outgoing-referral-batches",
        "/v1/quarantine",
        "/v1/partners",
    ],
)
def test_every_list_has_what_is_of_their_partners_and_names_no_other(
    hub: Hub, marit: Client, path: str
) -> None:
    of_everything(hub)

    listed = marit.get(path)

    assert sorted(item["partner_id"] for item in listed.said["items"]) == ["harbour", "quay"]
    assert "lantern" not in listed.text.casefold()


def test_a_manager_of_nobody_is_shown_nothing(hub: Hub) -> None:
    of_everything(hub)
    issued = hub.keys.all()
    marit = a_client(hub, Role.PARTNER_MANAGER)
    [key] = [key for key in hub.keys.all() if key not in issued]
    hub.keys.save(key.model_copy(update={"partner_ids": ()}))

    assert marit.lists() == []
    assert marit.get("/v1/partners").said["items"] == []


def test_a_page_token_of_another_manager_of_the_same_partners_is_refused(
    hub: Hub, marit: Client
) -> None:
    referrals_of(hub, "harbour", "quay")
    cursor = marit.get("/v1/referrals", limit=1).said["next_cursor"]
    colleague = a_client(hub, Role.PARTNER_MANAGER, "harbour", "quay")

    refused = colleague.get("/v1/referrals", limit=1, cursor=cursor)

    assert (refused.status, refused.code) == (400, "invalid_cursor")
