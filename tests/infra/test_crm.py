"""What comes back from a CRM, as it is deployed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.change_relay import NEWS, Rules
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.crm_referrals import CrmAnswer
from referral_hub.domain.crm_sales import CrmLead, CrmOrder
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.axes import Status
from referral_hub.ports import Item, OpportunitySave
from referral_hub.records.deals import Deals
from referral_hub.records.tracked import link_of
from tests.application.lifecycles.outside_stage import Outside
from tests.application.stage import filed, records
from tests.builders import NOON, Clock, a_hub
from tests.infra.template import Template, as_list, mentioned
from tests.lifecycle_records import a_lead

EVENTS = Path(__file__).parents[2] / "events" / "sqs"


def test_salesforces_events_come_from_the_bus_that_is_named_into_the_inbox_of_hints(
    template: Template,
) -> None:
    (rule,) = (r for r in template.all("Events::Rule").values() if "EventBusName" in r)

    assert rule["EventBusName"] == {"Ref": "CrmEventBus"}
    (target,) = rule["Targets"]
    assert [queue[:8] for queue in mentioned(target["Arn"])] == ["CrmHints"]
    assert mentioned(target["DeadLetterConfig"])


def test_the_rule_hears_what_salesforce_sends_either_way(template: Template) -> None:
    (rule,) = (r for r in template.all("Events::Rule").values() if "EventBusName" in r)
    prefixes = [each["prefix"] for each in rule["EventPattern"]["source"]]

    sample = json.loads((EVENTS / "crm_hint.salesforce.json").read_text())
    sources = [json.loads(record["body"])["source"] for record in sample["Records"]]

    assert all(source.startswith(tuple(prefixes)) for source in sources)
    assert not "aws.partner/example.com/x".startswith(tuple(prefixes))


@pytest.mark.parametrize(
    ("module", "letters"),
    [
        ("sqs.partner_hint", "PartnerHintsDeadLetters"),
        ("sqs.crm_hint", "CrmHintsDeadLetters"),
        ("sqs.outbound", "OutboundMessagesDeadLetters"),
    ],
)
def test_what_nobody_can_follow_may_be_put_where_people_look(
    template: Template, module: str, letters: str
) -> None:
    where = mentioned(environment(template, module)["HUB_DEAD_LETTERS_URL"])

    assert [queue[: len(letters)] for queue in where] == [letters]
    assert [module] == [m for m in template.modules if where <= may_write(template, m)]


def test_what_the_crm_has_not_been_told_is_queued_by_the_relay_and_the_step_of_the_decision(
    template: Template,
) -> None:
    (queue,) = (q for q in template.all("SQS::Queue") if q.startswith("OutboundMessagesQueue"))

    writers = {module for module in template.modules if queue in may_write(template, module)}
    knowing = {m for m in template.modules if "HUB_OUTBOUND_QUEUE_URL" in environment(template, m)}

    assert writers == knowing == {"stream.relay_changes", "workflow.carry_out_decision"}


def test_every_crm_is_told_the_built_in_one_too(template: Template) -> None:
    resources = template.body["Resources"].values()
    mappings = [r for r in resources if r["Type"] == "AWS::Lambda::EventSourceMapping"]

    (mapping,) = (m for m in mappings if "OutboundMessages" in str(m["Properties"]))

    assert "Condition" not in mapping


def test_the_relay_hears_of_deals_with_something_that_the_crm_was_not_told(
    template: Template,
) -> None:
    (relay,) = (
        mapping
        for mapping in template.all("Lambda::EventSourceMapping").values()
        if any("RelayChanges" in id_ for id_ in mentioned(mapping["FunctionName"]))
    )
    patterns = [json.loads(each["Pattern"]) for each in relay["FilterCriteria"]["Filters"]]

    wanted = {"kind": {"S": ["DEAL"]}, "unsent": {"S": ["yes"]}}

    assert wanted in [pattern["dynamodb"]["NewImage"] for pattern in patterns]


def test_the_relay_hears_of_what_the_built_in_crm_marks_as_somebodys_referral() -> None:
    crm = BuiltInCrm(MemoryTable(), Clock())
    at = {"created_at": NOON, "changed_at": NOON, "fields": {}}
    writes = [crm.writing(CrmLead(lead_id="lead-1", **at))]
    writes.append(crm.writing(CrmOrder(order_id="ord-1", account_id="acc-1", **at)))
    coded = crm.adding("acc-1", {"name": "Lamps", "referral_code": "HARBOUR"}, token="t")
    assert isinstance(coded, OpportunitySave)

    told = [write.item for write in (*writes, coded.write)]

    assert all(any(lets_through(news, item) for news in NEWS) for item in told)


def test_the_relay_hears_of_what_belongs_to_a_referral_unseen_and_of_nothing_that_was_seen() -> (
    None
):
    unseen, seen = (link_of("opportunity#0061", "T-000001", is_seen=s).item for s in (False, True))

    assert any(lets_through(news, unseen) for news in NEWS)
    assert not any(lets_through(news, seen) for news in NEWS)


def test_the_relay_hears_of_a_referral_by_code_with_something_to_be_done_in_the_crm() -> None:
    outside = Outside()
    outside.hear(a_lead())
    due = outside.hub.lifecycle_desk.tracked.write_of(outside.referral).item
    outside.go_on()
    done = outside.hub.lifecycle_desk.tracked.write_of(outside.referral).item

    heard = [any(lets_through(news, item) for news in NEWS) for item in (due, done)]

    assert heard == [True, False]


def lets_through(news: Rules, item: Item) -> bool:
    return all(item.get(name) in allowed for name, allowed in news.items())


def test_five_filters_are_what_lambda_allows() -> None:
    assert len(NEWS) <= 5


def test_the_poll_of_the_crm_sleeps_where_the_crm_is_the_built_in_one(template: Template) -> None:
    rules = [r for r in template.all("Events::Rule").values() if "ScheduleExpression" in r]

    (rule,) = (r for r in rules if any("PollCrm" in id_ for id_ in mentioned(r["Targets"])))
    condition, then, otherwise = rule["State"]["Fn::If"]

    assert (then, otherwise) == ("ENABLED", "DISABLED")
    assert template.body["Conditions"][condition] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "Crm"}, "built-in"]}]
    }
    assert all(r["State"] == "ENABLED" for r in rules if r is not rule)


def test_the_poll_writes_hints_where_the_crms_own_are_read(template: Template) -> None:
    (queue,) = (q for q in template.all("SQS::Queue") if q.startswith("CrmHintsQueue"))

    writers = {module for module in template.modules if queue in may_write(template, module)}

    steps = {"workflow.carry_out_decision", "sqs.outbound"}
    assert writers == {"api.app", "schedule.poll_crm", "stream.relay_changes", *steps}


def environment(template: Template, module: str) -> dict[str, Any]:
    return dict(template.modules[module]["Environment"]["Variables"])


def may_write(template: Template, module: str) -> set[str]:
    """The queues that a function may send to."""
    role = mentioned(template.modules[module]["Role"])
    return {
        queue
        for policy in template.all("IAM::Policy").values()
        if role <= mentioned(policy["Roles"])
        for statement in policy["PolicyDocument"]["Statement"]
        if "sqs:SendMessage" in as_list(statement["Action"])
        for queue in mentioned(statement["Resource"])
    }


def test_the_list_is_kept_only_where_there_is_one(template: Template) -> None:
    resources = template.body["Resources"].values()
    (mapping,) = (r for r in resources if r.get("Properties", {}).get("BatchSize") == 200)

    condition = template.body["Conditions"][mapping["Condition"]]

    assert condition == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Crm"}, "built-in"]}]}


def test_hints_are_read_with_every_crm_and_its_list_only_where_it_has_one(
    template: Template,
) -> None:
    resources = template.body["Resources"].values()
    mappings = [r for r in resources if r["Type"] == "AWS::Lambda::EventSourceMapping"]

    conditional = {
        id_[:8]
        for mapping in mappings
        if "Condition" in mapping
        for id_ in mentioned(mapping["Properties"]["EventSourceArn"])
    }

    assert conditional == {"Referral"}


def test_a_crm_elsewhere_is_not_deployed_without_its_address_and_its_secret(
    template: Template,
) -> None:
    (rule,) = (r for name, r in template.body["Rules"].items() if name.startswith("CrmAccess"))

    assert rule["RuleCondition"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Crm"}, "built-in"]}]}
    assert [each["Assert"] for each in rule["Assertions"]] == [
        {"Fn::Not": [{"Fn::Equals": [{"Ref": name}, ""]}]} for name in ("CrmUrl", "CrmSecret")
    ]


def test_the_list_hears_of_everything_that_is_seen_in_it(template: Template) -> None:
    mappings = template.all("Lambda::EventSourceMapping").values()
    (mapping,) = (m for m in mappings if m.get("BatchSize") == 200)
    (told,) = mapping["FilterCriteria"]["Filters"]
    kinds = json.loads(told["Pattern"])["dynamodb"]["NewImage"]["kind"]["S"]

    written = written_kinds()

    assert set(kinds) == written


def written_kinds() -> set[str]:
    """The kinds of the items that a card is made of, as they are written."""
    hub = a_hub()
    number = filed(hub).number
    deals = Deals(hub.table)
    deals.save(number, Deal())
    deals.give_answer(number, CrmAnswer(text="No", status=Status.ACCEPTED))
    seen: list[Item] = [
        i for kind in ("REFERRAL", "DEAL", "CRM_ANSWER") for i in records(hub, kind)
    ]
    return {item["kind"] for item in seen}


def test_whoever_asks_the_crm_may_read_its_secret_and_nobody_else(template: Template) -> None:
    may_read = {
        role
        for policy in template.all("IAM::Policy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        and "CrmSecret" in mentioned(statement["Resource"])
        for role in mentioned(policy["Roles"])
    }

    readers = {
        module
        for module, function in template.modules.items()
        if mentioned(function["Role"]) <= may_read
    }

    assert readers == {
        "api.app",
        "schedule.poll_crm",
        "sqs.crm_hint",
        "sqs.outbound",
        "sqs.outgoing_batch",
        "stream.show_referrals",
        "workflow.carry_out_decision",
        "workflow.create_contact",
        "workflow.match_contact",
    }
