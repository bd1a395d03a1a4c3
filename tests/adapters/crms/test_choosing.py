"""The CRM of a hub, as whoever deploys it chooses."""

from __future__ import annotations

import pytest

from referral_hub.bootstrap import assemble
from referral_hub.settings import Settings


@pytest.mark.parametrize("crm", ["built-in", "salesforce", "hubspot"])
def test_a_crm_has_the_name_by_which_it_is_chosen(crm: str) -> None:
    url = "https://crm.example"

    hub = assemble(Settings(table="referrals", crm=crm, crm_url=url, crm_secret="crm"))

    assert (hub.chosen_crm.name, hub.crm.name) == (crm, crm)


def test_a_hub_without_a_crm_that_anybody_knows_says_so() -> None:
    hub = assemble(Settings(table="referrals", crm="rolodex"))

    with pytest.raises(ValueError, match="no CRM is called 'rolodex'"):
        _ = hub.crm
