"""Whose an id of a partner's is, so that what the partner says of it finds its referral."""

from __future__ import annotations

from datetime import timedelta

from referral_hub.hub import Hub
from tests.builders import NOON


def link(hub: Hub, their_id: str, number: str, partner_id: str = "aws") -> None:
    hub.partner_links.link(partner_id, their_id, number, now=NOON)


def test_an_id_means_what_its_own_partner_means_by_it(hub: Hub) -> None:
    link(hub, "O1", "R-000001")
    link(hub, "O1", "R-000002", partner_id="harbour")

    found = hub.partner_links.find("harbour", "O1")

    assert found
    assert found.number == "R-000002"
    assert hub.partner_links.find("aws", "O2") is None


def test_who_is_linked_first_stays_linked_and_since_then(hub: Hub) -> None:
    link(hub, "O1", "R-000001")

    hub.partner_links.link("aws", "O1", "R-000002", now=NOON + timedelta(hours=1))

    found = hub.partner_links.find("aws", "O1")
    assert found
    assert (found.number, found.since) == ("R-000001", NOON)


def test_the_links_of_a_partner_are_walked_a_few_at_a_time(hub: Hub) -> None:
    for place in range(5):
        link(hub, f"O{place}", f"R-00000{place}")
    link(hub, "O9", "R-000009", partner_id="harbour")

    first = hub.partner_links.of("aws", limit=3)
    rest = hub.partner_links.of("aws", after=first[-1].their_id, limit=3)

    assert [link.their_id for link in (*first, *rest)] == ["O0", "O1", "O2", "O3", "O4"]
