"""A partner that hands opportunities to AWS, by AWS's own client."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

SOLUTION = "S-0000101"
FIRST = "first"
CO_SELL = {"InvolvementType": "Co-Sell", "Visibility": "Full"}


class Submitter:
    """Speak through boto3; every call is in the catalog Sandbox."""

    def __init__(self, aws: Any, sample: dict[str, Any]) -> None:
        self.aws = aws
        life_cycle = {**sample["LifeCycle"], "Stage": "Qualified"}
        project = {**sample["Project"]}
        del project["OtherSolutionDescription"]
        self.request = {
            **sample,
            "Origin": "Partner Referral",
            "LifeCycle": life_cycle,
            "Project": project,
        }

    def creates(self, *, token: str = FIRST, **members: Any) -> str:
        request = {**self.request, "ClientToken": token, **members}
        return str(self.aws.create_opportunity(**request)["Id"])

    def associates(self, opportunity_id: str, solution_id: str = SOLUTION) -> None:
        self.aws.associate_opportunity(**self._related(opportunity_id, solution_id))

    def disassociates(self, opportunity_id: str, solution_id: str = SOLUTION) -> None:
        self.aws.disassociate_opportunity(**self._related(opportunity_id, solution_id))

    def submits(self, opportunity_id: str, *, token: str = FIRST, **asked: str) -> Any:
        submission = {**CO_SELL, **asked}
        return self.aws.start_engagement_from_opportunity_task(
            Catalog="Sandbox",
            Identifier=opportunity_id,
            ClientToken=token,
            AwsSubmission=submission,
        )

    def has_submitted(self) -> str:
        opportunity_id = self.creates()
        self.associates(opportunity_id)
        self.submits(opportunity_id)
        return opportunity_id

    def task(self, task_id: str) -> dict[str, Any]:
        asked = {"Catalog": "Sandbox", "TaskIdentifier": [task_id]}
        (found,) = self.aws.list_engagement_from_opportunity_tasks(**asked)["TaskSummaries"]
        return dict(found)

    def reads(self, opportunity_id: str) -> dict[str, Any]:
        return dict(self.aws.get_opportunity(Catalog="Sandbox", Identifier=opportunity_id))

    def updates(self, opportunity: dict[str, Any], **members: Any) -> None:
        dropped = {"Id", "Arn", "CreatedDate", "OpportunityTeam", "RelatedEntityIdentifiers"}
        kept = {k: v for k, v in opportunity.items() if k not in {*dropped, "ResponseMetadata"}}
        self.aws.update_opportunity(**{**kept, "Identifier": opportunity["Id"], **members})

    @staticmethod
    def _related(opportunity_id: str, solution_id: str) -> dict[str, str]:
        return {
            "Catalog": "Sandbox",
            "OpportunityIdentifier": opportunity_id,
            "RelatedEntityType": "Solutions",
            "RelatedEntityIdentifier": solution_id,
        }


@dataclass
class Refused:
    """What a refused call was told, as boto3 gives it."""

    answer: Any = None

    @property
    def code(self) -> str:
        return str(self.answer["Error"]["Code"])

    @property
    def errors(self) -> dict[str, str]:
        return {told["FieldName"]: told["Code"] for told in self.answer.get("ErrorList", [])}


@contextmanager
def refusal() -> Iterator[Refused]:
    """Let a call be refused, and look at what it was told afterwards."""
    refused = Refused()
    with pytest.raises(ClientError) as caught:
        yield refused
    refused.answer = caught.value.response
