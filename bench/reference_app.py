"""
The application that ours is measured against: what one writes by following the documentation of
Powertools, boto3 and pydantic. 8 routes, 20 models, 4 clients, none of them lazy.

Of the routes only `share` is asked anything, and stores what it is told. The others are there to be
registered, as an application of this size has them, and answer without looking.
"""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from boto3.dynamodb.types import TypeSerializer
from pydantic import BaseModel, ConfigDict, Field

TABLE = os.environ["HUB_TABLE"]

session = boto3.session.Session()
dynamodb = session.client("dynamodb")
stepfunctions = session.client("stepfunctions")
sqs = session.client("sqs")
events = session.client("events")

app = APIGatewayHttpResolver(enable_validation=True)
logger = Logger()
metrics = Metrics(namespace="Reference")
serializer = TypeSerializer()


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Strict):
    amount: str = Field(pattern=r"^[0-9]{1,14}(\.[0-9]{1,3})?$")
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class Company(Strict):
    company_name: str = Field(min_length=1, max_length=120)
    website_url: str = Field(default="", max_length=255)
    country_code: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    industry: str = Field(default="", max_length=80)
    city: str = Field(default="", max_length=80)
    postal_code: str = Field(default="", max_length=20)
    street: str = Field(default="", max_length=255)


class Person(Strict):
    name: str = Field(default="", max_length=160)
    email: str = Field(default="", max_length=255)
    title: str = Field(default="", max_length=80)


class Contact(Strict):
    first_name: str = Field(default="", max_length=80)
    last_name: str = Field(default="", max_length=80)
    email: str = Field(default="", max_length=255)
    phone: str = Field(default="", max_length=40)
    title: str = Field(default="", max_length=80)


class Referral(Strict):
    partner_referral_id: str = Field(min_length=1, max_length=255)
    title: str = Field(min_length=1, max_length=255)
    description: str = Field(default="", max_length=4000)
    customer: Company
    value: Money | None = None
    target_close_date: str = Field(default="", max_length=10)
    partner_people: list[Person] = Field(default_factory=list, max_length=20)
    contacts: list[Contact] = Field(default_factory=list, max_length=50)
    custom: dict[str, str] = Field(default_factory=dict)


class Created(Strict):
    number: str
    status: str


class Summary(Strict):
    number: str
    title: str
    company_name: str
    status: str


class Listing(Strict):
    items: list[Summary]
    cursor: str = ""


class Stored(Strict):
    number: str
    status: str
    referral: Referral
    version: int = 1


class Account(Strict):
    existing: str = ""
    create: dict[str, str] | None = None


class Opportunity(Strict):
    existing: str = ""
    fields: dict[str, str] = Field(default_factory=dict)


class Acceptance(Strict):
    account: Account
    opportunity: Opportunity = Opportunity()


class Rejection(Strict):
    reason: str = Field(min_length=1, max_length=500)


class Decision(Strict):
    kind: Literal["acceptance", "rejection"]
    by: str
    at: str


class Contacts(Strict):
    contacts: list[Contact] = Field(min_length=1, max_length=50)


class Received(Strict):
    number: str
    new: int


class Entry(Strict):
    at: str
    who: str
    what: str


class Timeline(Strict):
    items: list[Entry]


class Partner(Strict):
    partner_id: str
    name: str


class Health(Strict):
    status: str = "ok"


Limit = Annotated[int, Query(ge=1, le=100)]
Number = Annotated[str, Path(pattern=r"^R-[0-9]{6,12}$")]


@app.post("/v1/referrals")
def share(referral: Referral) -> Response[Created]:
    number = "R-000001"
    stored = Stored(number=number, status="pending", referral=referral).model_dump()
    claim = {"pk": f"CLAIM#{referral.partner_referral_id}", "sk": "CLAIM", "number": number}
    fresh = "attribute_not_exists(pk)"
    dynamodb.transact_write_items(
        TransactItems=[
            _put({"pk": f"REFERRAL#{number}", "sk": "REFERRAL", **stored}, fresh),
            _put(claim, fresh),
        ]
    )
    return Response(201, "application/json", Created(number=number, status="pending"))


@app.get("/v1/referrals")
def inbox(limit: Limit = 25, cursor: str = "") -> Listing:  # noqa: ARG001 - nothing to limit
    return Listing(items=[], cursor=cursor)


@app.get("/v1/referrals/<number>")
def read(number: Number) -> Stored:
    nobody = Company(company_name="Nobody")
    told = Referral(partner_referral_id=number, title="Nothing", customer=nobody)
    return Stored(number=number, status="pending", referral=told)


@app.post("/v1/referrals/<number>/accept")
def accept(number: Number, acceptance: Acceptance) -> Decision:
    return Decision(kind="acceptance", by=number, at=acceptance.account.existing)


@app.post("/v1/referrals/<number>/reject")
def reject(number: Number, rejection: Rejection) -> Decision:
    return Decision(kind="rejection", by=number, at=rejection.reason)


@app.post("/v1/referrals/<number>/contacts")
def tell(number: Number, contacts: Contacts) -> Received:
    return Received(number=number, new=len(contacts.contacts))


@app.get("/v1/referrals/<number>/timeline")
def timeline(number: Number) -> Timeline:
    return Timeline(items=[Entry(at="", who=number, what="nothing")])


@app.get("/v1/partners/<partner_id>")
def partner(partner_id: str) -> Partner:
    return Partner(partner_id=partner_id, name=partner_id)


def _put(item: dict[str, Any], condition: str) -> dict[str, Any]:
    wire = {name: serializer.serialize(value) for name, value in item.items()}
    return {"Put": {"TableName": TABLE, "Item": wire, "ConditionExpression": condition}}


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
