"""What comes back from a CRM, as it is deployed."""

from __future__ import annotations

import json
from pathlib import Path

from referral_hub.domain.crm_referrals import CrmAnswer
from referral_hub.domain.deal import Deal
from referral_hub.domain.referral import Status
from referral_hub.ports import Item
from referral_hub.records.deals import Deals
from tests.application.stage import filed, records
from tests.builders import a_hub
from tests.infra.template import Template, as_list, mentioned

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


def test_what_nobody_can_read_may_be_put_where_people_look(template: Template) -> None:
    reader = template.modules["sqs.crm_hint"]
    put = [s for _, s in template.statements() if s["Action"] == "sqs:SendMessage"]

    where = mentioned(reader["Environment"]["Variables"]["HUB_CRM_DEAD_LETTERS_URL"])

    assert [queue[:19] for queue in where] == ["CrmHintsDeadLetters"]
    assert where in [mentioned(statement["Resource"]) for statement in put]


def test_the_list_is_kept_only_where_there_is_one(template: Template) -> None:
    resources = template.body["Resources"].values()
    (mapping,) = (r for r in resources if r.get("Properties", {}).get("BatchSize") == 200)

    condition = template.body["Conditions"][mapping["Condition"]]

    assert condition == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Crm"}, "built-in"]}]}


def test_hints_are_read_only_where_a_crm_gives_any(template: Template) -> None:
    resources = template.body["Resources"].values()
    mappings = [r for r in resources if r["Type"] == "AWS::Lambda::EventSourceMapping"]

    conditional = {
        id_[:8]
        for mapping in mappings
        if "Condition" in mapping
        for id_ in mentioned(mapping["Properties"]["EventSourceArn"])
    }

    assert conditional == {"CrmHints", "Referral"}


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
        for role in mentioned(policy["Roles"])
    }

    readers = {
        module
        for module, function in template.modules.items()
        if mentioned(function["Role"]) <= may_read
    }

    assert readers == {
        "api.app",
        "sqs.crm_hint",
        "stream.show_referrals",
        "workflow.carry_out_decision",
        "workflow.create_contact",
        "workflow.match_contact",
    }
