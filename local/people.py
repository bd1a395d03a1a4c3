"""People at work in a CRM's own screens, as the stand-ins play them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from local.api import read
from local.sandboxes import control


class Seller(Protocol):
    def card(self, number: str) -> str:
        """Find the record of a referral in the CRM's own list; empty while it is not there."""

    def accepts(self, record_id: str, account_id: str) -> None: ...

    def wins(self, opportunity_id: str) -> None: ...


@dataclass(frozen=True)
class SalesforceSeller:
    address: str

    def card(self, number: str) -> str:
        records = _records(self.address, "Referral__c")
        return next((str(r["Id"]) for r in records if r.get("Name") == number), "")

    def accepts(self, record_id: str, account_id: str) -> None:
        self._edit(record_id, {"Decision__c": "Accept", "Account__c": account_id})

    def wins(self, opportunity_id: str) -> None:
        self._edit(opportunity_id, {"StageName": "Closed Won"})

    def _edit(self, record_id: str, fields: Mapping[str, str]) -> None:
        control(self.address, "people", {"edit": record_id, "fields": fields})


@dataclass(frozen=True)
class HubSpotSeller:
    address: str

    def card(self, number: str) -> str:
        records = _records(self.address, "p_referral")
        return next((str(r["id"]) for r in records if r["properties"].get("number") == number), "")

    def accepts(self, record_id: str, account_id: str) -> None:
        self._edit("p_referral", record_id, {"decision": "Accept", "account_id": account_id})

    def wins(self, opportunity_id: str) -> None:
        self._edit("deals", opportunity_id, {"dealstage": "closedwon"})

    def _edit(self, object_type: str, record_id: str, properties: Mapping[str, str]) -> None:
        act = {"object_type": object_type, "record_id": record_id, "properties": properties}
        control(self.address, "person/edits", act)


def _records(address: str, object_type: str) -> list[dict[str, Any]]:
    return list(read(f"{address}/_sandbox/records?type={object_type}"))


# The built-in CRM has no screens of its own.
PEOPLE: Mapping[str, Callable[[str], Seller]] = {
    "salesforce": SalesforceSeller,
    "hubspot": HubSpotSeller,
}
