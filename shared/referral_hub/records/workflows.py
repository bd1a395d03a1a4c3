"""Sales workflows: the one that ships, and what the host made of it or beside it."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.errors import HubError
from referral_hub.domain.workflows import DEFAULT, SalesWorkflow, WorkflowNotFound

from .shipped import Shipped


@dataclass(frozen=True)
class SalesWorkflows(Shipped[SalesWorkflow]):
    kind: str = "SALES_WORKFLOW"
    ships: SalesWorkflow = DEFAULT
    missing: type[HubError] = WorkflowNotFound
    called: str = "sales workflow"

    def of(self, workflow_id: str) -> SalesWorkflow:
        """Find that of a referral: the usual one where it names none, or none that is there."""
        return self.find(workflow_id or self.ships.key) or self.get(self.ships.key)
