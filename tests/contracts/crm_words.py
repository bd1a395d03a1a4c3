"""How the contract of CRMs speaks each one's own field names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from referral_hub.domain.crm import Part
from referral_hub.ports import Crm


def a_part(opportunity_id: str) -> Part:
    return Part(
        opportunity_id=opportunity_id,
        role="Business User",
        association_type="Primary contact",
    )


class InItsWords:
    """
    A subclass says in `words` what its CRM calls the fields that the tests fill, and in `always`
    what else it requires of an opportunity.
    """

    words: Mapping[str, str] = {}
    always: Mapping[str, str] = {}

    @pytest.fixture
    def crm(self) -> Crm:
        raise NotImplementedError

    def account_fields(self, **told: str) -> dict[str, str]:
        return self.worded({"account_name": "Fenwick Lighthouses"} | told)

    def opportunity_fields(self, **told: str) -> dict[str, str]:
        return {**self.always, **self.worded({"opportunity_name": "Lamps"} | told)}

    def worded(self, told: Mapping[str, str]) -> dict[str, str]:
        return {self.words.get(name, name): text for name, text in told.items()}

    def an_account(self, crm: Crm, name: str = "Fenwick Lighthouses") -> str:
        fields = self.account_fields(account_name=name)
        return crm.create_account(fields, token=f"account {name}").result

    def an_opportunity(self, crm: Crm, account_id: str) -> str:
        fields = self.opportunity_fields()
        return crm.create_opportunity(account_id, fields, token="opportunity").result
