"""A policy is tried on real referrals before it counts, and says why each value is what it is."""

from __future__ import annotations

from tests.functions.api.client import Client


def test_a_draft_is_tried_on_a_referral_and_nothing_is_published(
    admin: Client, number: str
) -> None:
    draft = {
        "opportunity_mapping": [
            {"target": "name", "expression": "upper(title)"},
            {"target": "amount", "template": "{title}"},
            {"target": "colour", "template": "red"},
        ]
    }

    tried = admin.post("/v1/policy-trial", {"draft": draft, "number": number})

    assert tried.status == 200
    assert set(tried.said["misfits"]) == {"opportunity_mapping.2.target"}
    changes = {change["field"]: change for change in tried.said["changes"]}
    assert changes["opportunity.name"]["before"] == "Fenwick Lighthouses: Lamp modernisation"
    assert changes["opportunity.name"]["after"] == "LAMP MODERNISATION"
    assert "an amount" in changes["opportunity.amount"]["problem_after"]
    assert changes["opportunity.currency"] == {
        "field": "opportunity.currency",
        "before": "EUR",
        "after": "",
        "problem_before": "",
        "problem_after": "",
    }
    assert admin.get("/v1/policy").said["version"] == 0


def test_a_draft_is_replayed_over_what_was_decided_before(
    admin: Client, operator: Client, partner: Client, number: str
) -> None:
    operator.accepts(number, {"account": {"create": {}}, "opportunity": {"fields": {"name": "X"}}})
    partner.shares(partner_referral_id="H-78", title="Other", value=None)
    draft = {"amount_ratio": "0.5"}

    replayed = admin.post("/v1/policy-replay", {"draft": draft, "limit": 10})

    assert replayed.said["tried"] == 2
    (only,) = replayed.said["differ"]
    assert (only["number"], only["policy_version"]) == (number, 0)
    (change,) = only["changes"]
    assert (change["field"], change["after"]) == ("opportunity.amount", "6250.00")


def test_what_becomes_of_contacts_under_a_draft_is_a_change_too(admin: Client, number: str) -> None:
    draft = {"contact_role": "Evaluator", "existing_contact": "link"}

    tried = admin.post("/v1/policy-trial", {"draft": draft, "number": number})
    replayed = admin.post("/v1/policy-replay", {"draft": draft, "limit": 10})

    (only,) = replayed.said["differ"]
    assert tried.said["changes"] == only["changes"]
    assert {c["field"]: (c["before"], c["after"]) for c in only["changes"]} == {
        "existing_contact": ("skip", "link"),
        "contact_role": ("Business User", "Evaluator"),
    }


def test_which_way_fields_go_under_a_draft_is_a_change_of_a_trial_and_fills_no_referral_anew(
    admin: Client, number: str
) -> None:
    shipped = admin.get("/v1/policy").said["opportunity_mapping"]
    ways = {"amount": {"sync": "to_crm"}, "close_date": {"conflict": "newest"}}
    mapping = [each | ways.get(each["target"], {}) for each in shipped]
    draft = {"opportunity_mapping": mapping}

    tried = admin.post("/v1/policy-trial", {"draft": draft, "number": number})
    replayed = admin.post("/v1/policy-replay", {"draft": draft, "limit": 10})

    assert {c["field"]: (c["before"], c["after"]) for c in tried.said["changes"]} == {
        "opportunity.amount.sync": ("both", "to_crm"),
        "opportunity.close_date.conflict": ("crm_wins", "newest"),
    }
    assert replayed.said["differ"] == []


def test_a_draft_that_takes_long_is_tried_on_fewer_referrals(
    reader: Client, partner: Client, number: str
) -> None:
    for i in range(9):
        partner.shares(partner_referral_id=f"{number}-{i}")
    never = {"target": "name", "template": "x", "when": "0 == " + "1" * 490}
    draft = {"opportunity_mapping": [never | {"fallbacks": [{"expression": "1" * 500}] * 5}] * 100}
    heavy = {**draft, "account_mapping": draft["opportunity_mapping"]}

    replayed = reader.post("/v1/policy-replay", {"draft": heavy, "limit": 200})

    assert replayed.status == 200
    assert replayed.said["tried"] == 6


def test_a_read_only_key_cannot_make_the_hub_write_a_long_text(
    reader: Client, partner: Client
) -> None:
    shared = partner.shares(description="d" * 4000)
    twice = "*".join(["(True + True)"] * 28)
    draft = {
        "opportunity_mapping": [
            {"target": "name", "expression": f"{twice} * 'a'"},
            {"target": "description", "template": "{description}" * 38},
        ]
    }

    tried = reader.post("/v1/policy-trial", {"draft": draft, "number": shared.said["number"]})

    name, description = tried.said["preview"]["opportunity"]
    assert name["problem"].startswith("the expression puts together values of different kinds")
    assert description["problem"] == "the template makes more than 10000 characters"
    assert len(tried.text) < 10_000


def test_the_preview_says_where_each_value_comes_from(
    admin: Client, operator: Client, number: str
) -> None:
    mapping = [
        {
            "target": "name",
            "template": "{custom.nickname}",
            "fallbacks": [{"template": "{title}"}],
            "values": {"Lamp modernisation": "Lamps"},
        },
        {"target": "amount", "expression": "number(description)"},
    ]
    admin.put("/v1/policy", {"opportunity_mapping": mapping}, if_match='"0"')

    name, amount = operator.previews(number).said["opportunity"]

    assert (name["value"], name["told"]) == ("Lamps", "Lamp modernisation")
    assert name["rule"] == "opportunity_mapping.0.values"
    assert amount["problem"].startswith("the expression number() wants digits")


def test_an_acceptance_is_refused_with_every_problem_of_the_mapping(
    admin: Client, operator: Client, number: str
) -> None:
    mapping = [
        {"target": "name", "template": "{customer.city}"},
        {"target": "amount", "expression": "number(title)"},
        {"target": "owner", "template": "{title}", "values": {"a": "b"}, "unmapped": "problem"},
    ]
    admin.put("/v1/policy", {"opportunity_mapping": mapping}, if_match='"0"')

    refused = operator.accepts(number)
    mended = operator.accepts(
        number,
        {
            "account": {"create": {}},
            "opportunity": {"fields": {"name": "Lamps", "amount": "1.00", "owner": "Ida"}},
        },
    )

    assert (refused.status, refused.code) == (422, "invalid_fields")
    assert set(refused.wrong) == {"opportunity.name", "opportunity.amount", "opportunity.owner"}
    assert mended.status == 200
