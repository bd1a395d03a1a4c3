"""How the contract of CRMs speaks each one's own field names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import pytest

from referral_hub.domain.crm import Part
from referral_hub.ports import Crm

ROLE, LABEL = "Business User", "Primary contact"


def a_part(opportunity_id: str) -> Part:
    return Part(opportunity_id=opportunity_id, role=ROLE, association_type=LABEL)


class InItsWords(ABC):
    """
    A subclass says in `words` what its CRM calls the fields that the tests fill, in `always` what
    else it requires of an opportunity, and which notions the CRM has.

    `has_roles`: a contact's part in an opportunity has a role of its own. `types_links`: it has an
    association type; where it has no role beside that, it is read as the role too.
    """

    words: Mapping[str, str] = {}
    always: Mapping[str, str] = {}
    has_roles: bool = True
    types_links: bool = True

    @abstractmethod
    @pytest.fixture
    def crm(self) -> Crm: ...

    def account_fields(self, **told: str) -> dict[str, str]:
        return self.worded({"account_name": "Fenwick Lighthouses"} | told)

    def opportunity_fields(self, **told: str) -> dict[str, str]:
        return {**self.always, **self.worded({"opportunity_name": "Lamps"} | told)}

    def worded(self, told: Mapping[str, str]) -> dict[str, str]:
        return {self.words.get(name, name): text for name, text in told.items()}

    def a_part(self, opportunity_id: str) -> Part:
        """A part in the notions that the CRM has."""
        label = LABEL if self.types_links else ""
        role = ROLE if self.has_roles else label
        return Part(opportunity_id=opportunity_id, role=role, association_type=label)

    def an_account(self, crm: Crm, name: str = "Fenwick Lighthouses") -> str:
        fields = self.account_fields(account_name=name)
        return crm.create_account(fields, token=f"account {name}").result

    def an_opportunity(self, crm: Crm, account_id: str, name: str = "Lamps") -> str:
        fields = self.opportunity_fields(opportunity_name=name)
        return crm.create_opportunity(account_id, fields, token=f"opportunity {name}").result
