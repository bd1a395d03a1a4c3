"""
Connectors that do it wrong: they look whether a record is there and create it if not, under no
token. The schedules must catch them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.adapters.crms.hubspot import paths
from referral_hub.adapters.crms.hubspot.records import hubspots
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.crm import ContactRole, Part
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.forms import Fields

DEAL_TO_COMPANY = hubspots(5)


class _Wrong:
    """Does the rest as the connector does."""

    def __init__(self, crm: Any) -> None:
        self._crm = crm

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crm, name)

    def _post(self, sobject: str, body: Mapping[str, Any]) -> Done:
        told = self._crm._door.ask("POST", f"/sobjects/{sobject}", body)
        return Done(result=told["id"])


class SearchingSalesforce(_Wrong):
    """Right as long as nobody else is at work: the query sees every record at once."""

    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Done:  # noqa: ARG002
        name = fields["Name"].replace("'", r"\'")
        found = f"SELECT Id FROM Opportunity WHERE AccountId = '{account_id}' AND Name = '{name}'"  # noqa: S608
        for row in self._crm._door.rows(found):
            return Done(result=row["Id"])
        body = self._crm._descriptions.of("Opportunity").body(fields)
        return self._post("Opportunity", {**body, "AccountId": account_id})


class SalesforceWithRolesUnmarked(_Wrong):
    def create_contact(
        self,
        account_id: str,
        person: ContactInfo,
        *,
        token: str,
        part: Part | None = None,  # noqa: ARG002
    ) -> Outcome:
        made: Outcome = self._crm.create_contact(account_id, person, token=token)
        return made

    def give_role(self, role: ContactRole, *, token: str) -> Done:  # noqa: ARG002
        ends = {"OpportunityId": role.opportunity_id, "ContactId": role.contact_id}
        return self._post("OpportunityContactRole", {**ends, "Role": role.role})


class SearchingHubSpot(_Wrong):
    def create_opportunity(self, account_id: str, fields: Fields, *, token: str) -> Done:  # noqa: ARG002
        door, deals = self._crm._door, paths.objects(paths.DEALS)
        named = {"propertyName": "dealname", "operator": "EQ", "value": fields["dealname"]}
        for found in door.post(f"{deals}/search", {"filterGroups": [{"filters": [named]}]})[
            "results"
        ]:
            return Done(result=str(found["id"]))
        written = self._crm._schema.written(paths.DEALS, fields)
        at_company = {"to": {"id": account_id}, "types": [DEAL_TO_COMPANY]}
        told = door.post(deals, {"properties": written, "associations": [at_company]})
        return Done(result=str(told["id"]))


# Each with the CRM that it is for.
MUTANTS: Mapping[str, tuple[str, type[_Wrong]]] = {
    "searching Salesforce": ("salesforce", SearchingSalesforce),
    "unmarked roles": ("salesforce", SalesforceWithRolesUnmarked),
    "searching HubSpot": ("hubspot", SearchingHubSpot),
}
