"""
Tasks, and the statuses that they may have in a new org.

Sources: Object Reference, "Task" (`WhatId` and `WhoId` name records of several objects) and
"TaskStatus".
"""

from dataclasses import dataclass

from sandbox.salesforce.metadata.fields import Field
from sandbox.salesforce.metadata.sobjects import SObject


@dataclass(frozen=True)
class TaskStatus:
    name: str
    is_closed: bool = False


TASK_STATUSES = (
    TaskStatus("Not Started"),
    TaskStatus("In Progress"),
    TaskStatus("Completed", is_closed=True),
    TaskStatus("Waiting on someone else"),
    TaskStatus("Deferred"),
)

TASK = SObject(
    "Task",
    "00T",
    (
        Field("Subject", "combobox", 255, picklist=("Call", "Email", "Send Letter", "Other")),
        Field("Description", "textarea", 32000, label="Description"),
        Field(
            "Status",
            "picklist",
            255,
            nillable=False,
            default="Not Started",
            picklist=tuple(status.name for status in TASK_STATUSES),
        ),
        Field(
            "Priority",
            "picklist",
            255,
            nillable=False,
            default="Normal",
            picklist=("High", "Normal", "Low"),
        ),
        Field("ActivityDate", "date", label="Due Date Only"),
        Field(
            "WhatId",
            "reference",
            18,
            label="Related To ID",
            reference_to="Opportunity",
            also_to=("Account", "Referral__c"),
        ),
        Field(
            "WhoId",
            "reference",
            18,
            label="Name ID",
            reference_to="Contact",
            also_to=("Lead",),
        ),
        Field("IsClosed", "boolean", nillable=False, default=False, writable=False),
        Field("OwnerId", "reference", 18, nillable=False, default="", reference_to="User"),
    ),
    label="Task",
)

TASK_STATUS = SObject(
    "TaskStatus",
    "01T",
    (
        Field("MasterLabel", length=255),
        Field("ApiName", length=255),
        Field("SortOrder", "int"),
        Field("IsDefault", "boolean", nillable=False, default=False),
        Field("IsClosed", "boolean", nillable=False, default=False),
    ),
    label="Task Status Value",
    read_only=True,
)


def is_done(status: object) -> bool:
    return any(known.name == status and known.is_closed for known in TASK_STATUSES)
