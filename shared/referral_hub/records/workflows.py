"""Sales workflows: the one that ships, and what the host made of it or beside it."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.domain.workflows import DEFAULT, SalesWorkflow, WorkflowNotFound
from referral_hub.ports import Key, Table

from .items import every, from_item, whole_item


@dataclass(frozen=True)
class SalesWorkflows:
    table: Table

    def all(self) -> list[SalesWorkflow]:
        kept = [from_item(SalesWorkflow, item) for item in every(self.table, "SALES_WORKFLOW")]
        changed = any(each.workflow_id == DEFAULT.workflow_id for each in kept)
        return kept if changed else [DEFAULT, *kept]

    def get(self, workflow_id: str) -> SalesWorkflow:
        """
        Raises:
            WorkflowNotFound: there is none of this id.
        """
        found = self.find(workflow_id)
        if found is None:
            raise WorkflowNotFound(f"no sales workflow {workflow_id}")
        return found

    def find(self, workflow_id: str) -> SalesWorkflow | None:
        item = self.table.get(Key("SALES_WORKFLOW", workflow_id))
        shipped = DEFAULT if workflow_id == DEFAULT.workflow_id else None
        return from_item(SalesWorkflow, item) if item else shipped

    def of(self, workflow_id: str) -> SalesWorkflow:
        """Find that of a referral: the usual one where it names none, or none that is there."""
        return self.find(workflow_id or DEFAULT.workflow_id) or self.get(DEFAULT.workflow_id)

    def save(self, workflow: SalesWorkflow) -> SalesWorkflow:
        """
        Raises:
            Conflict: it changed since it was read.
        """
        saved = workflow.model_copy(update={"version": workflow.version + 1})
        key = Key("SALES_WORKFLOW", saved.workflow_id)
        item = whole_item(key, "SALES_WORKFLOW", saved, version=saved.version)
        self.table.put(item, version=workflow.version)
        return saved
