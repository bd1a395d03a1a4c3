"""
Deal pipelines: the stages a deal moves through.

Source: HubSpot developer docs, "Pipelines"; the ids are those of the pipeline every portal is born
with.
"""

from dataclasses import dataclass
from datetime import datetime

from sandbox.hubspot.state.schema import BORN


@dataclass(frozen=True)
class Stage:
    id: str
    label: str
    probability: str
    is_closed: bool = False

    @property
    def is_won(self) -> bool:
        return self.is_closed and float(self.probability) == 1


@dataclass(frozen=True)
class Pipeline:
    id: str
    label: str
    stages: tuple[Stage, ...]
    created: datetime = BORN

    def stage(self, stage_id: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)


def sales_pipeline() -> Pipeline:
    return Pipeline(
        "default",
        "Sales Pipeline",
        (
            Stage("appointmentscheduled", "Appointment Scheduled", "0.2"),
            Stage("qualifiedtobuy", "Qualified To Buy", "0.4"),
            Stage("presentationscheduled", "Presentation Scheduled", "0.6"),
            Stage("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
            Stage("contractsent", "Contract Sent", "0.9"),
            Stage("closedwon", "Closed Won", "1.0", is_closed=True),
            Stage("closedlost", "Closed Lost", "0.0", is_closed=True),
        ),
    )
