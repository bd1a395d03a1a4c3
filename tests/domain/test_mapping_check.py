"""A policy that does not fit the CRM is told everything that is wrong with it at once (X-2)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.crms.builtin_fields import ASSOCIATION_TYPES, FIELDS, STAGES
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.policies.check import CrmWords, misfits_of
from referral_hub.domain.policies.mapping import Sync
from referral_hub.domain.policies.policy import IntakePolicy

OPPORTUNITY = (
    *FIELDS[CrmObject.OPPORTUNITY],
    FormField(name="code", label="Code", max_length=10),
    FormField(name="created", label="Created", writable=False),
    FormField(name="tier", label="Tier", options=("Gold", "Silver"), open_options=True),
)
BUILT_IN = CrmWords(
    fields={**FIELDS, CrmObject.OPPORTUNITY: OPPORTUNITY},
    labels=tuple(known.label for known in ASSOCIATION_TYPES),
    stages=tuple(stage.name for stage in STAGES),
    roles=("Business User", "Evaluator"),
    stage_field="stage",
)


def wrong(*mappings: dict[str, Any], **choices: Any) -> dict[str, str]:
    """The problems of the shipped policy with these mappings in front of its own."""
    shipped = IntakePolicy().model_dump(mode="json")["opportunity_mapping"]
    kept = [m for m in shipped if m["target"] not in {told.get("target") for told in mappings}]
    told = {"opportunity_mapping": [*mappings, *kept]} if mappings else {}
    return misfits_of(IntakePolicy.model_validate(told | choices), BUILT_IN, SHARED)


def test_the_shipped_policy_has_no_problem() -> None:
    assert wrong() == {}


def test_everything_is_named_at_once_each_under_its_place() -> None:
    found = wrong(
        {"target": "name", "template": "{customer.fax}"},
        {"target": "colour", "template": "red"},
        {"target": "stage", "template": "{title}", "values": {"a": "won", "b": "gone"}},
        {"target": "owner", "expression": "shout(title) +"},
        {"target": "campaign", "expression": "nobody", "when": "title ="},
        {"target": "created", "template": "{title}"},
        account_field_set=["phone", "shoe_size"],
        association_type="Best friend",
        contact_role="Judge",
        stage_map={"new": "new", "sold": "won"},
    )

    assert set(found) == {
        "opportunity_mapping.0.template",
        "opportunity_mapping.1.target",
        "opportunity_mapping.2.values.b",
        "opportunity_mapping.3.expression",
        "opportunity_mapping.4.expression",
        "opportunity_mapping.4.when",
        "opportunity_mapping.5.target",
        "account_field_set.1",
        "association_type",
        "contact_role",
        "stage_map.sold",
    }


@pytest.mark.parametrize(
    ("mapping", "place", "why"),
    [
        ({"template": "{title}{Title}"}, "template", "unknown path 'Title'"),
        ({"template": "{ title }"}, "template", "unknown path ' title '"),
        ({"template": "{}"}, "template", "unknown path ''"),
        ({"template": "{custom.}"}, "template", "unknown path"),
        ({"fallbacks": [{"template": "{no}"}]}, "fallbacks.0.template", "unknown path 'no'"),
        ({"expression": "title + colour"}, "expression", "unknown name 'colour' (at 9)"),
        ({"expression": "title + 1"}, "expression", "different kinds"),
        ({"template": "x", "when": "value.amount > '5'"}, "when", "different kinds"),
        ({"template": "{title}", "cut": 11}, "cut", "takes 10"),
        ({"template": "far too long for it"}, "template", "is longer than 10"),
        ({"default": "far too long for it"}, "default", "is longer than 10"),
        ({"expression": "title", "sync": "both"}, "sync", "one path"),
        ({"template": "a {title}", "sync": "from_crm"}, "sync", "one path"),
        ({"template": "{customer.city}", "sync": "both"}, "sync", "customer.city does not come"),
        ({"template": "{custom.source}", "sync": "from_crm"}, "sync", "what does: title, desc"),
    ],
)
def test_one_mapping_can_be_wrong_in_many_ways(
    mapping: dict[str, Any], place: str, why: str
) -> None:
    found = wrong({"target": "code"} | mapping)

    assert why in found[f"opportunity_mapping.0.{place}"]


@pytest.mark.parametrize("sync", ["both", "from_crm", "to_crm"])
def test_nothing_of_an_account_goes_to_and_fro(sync: str) -> None:
    mapping = {"target": "name", "template": "{title}", "sync": sync}

    found = misfits_of(
        IntakePolicy.model_validate({"account_mapping": [mapping]}), BUILT_IN, SHARED
    )

    why = "only fields of the opportunity change later; leave it at `once`"
    assert found["account_mapping.0.sync"] == why


@pytest.mark.parametrize("sync", ["both", "from_crm", "to_crm"])
def test_the_stage_comes_back_by_itself_and_never_goes(sync: str) -> None:
    """A template that is one path, as what else comes back needs, would be the wrong advice."""
    found = wrong({"target": "stage", "template": "Prospecting", "sync": sync})

    why = "the stage comes back always, by the stage_map, and never goes; leave it at `once`"
    assert found["opportunity_mapping.0.sync"] == why


@pytest.mark.parametrize(
    ("field", "target"),
    [
        ("title", "source"),
        ("description", "source"),
        ("value.amount", "amount"),
        ("value.currency", "currency"),
    ],
)
def test_what_a_deal_has_may_come_back(field: str, target: str) -> None:
    assert wrong({"target": target, "template": f"{{{field}}}", "sync": "both"}) == {}


def test_what_ships_sends_changes_on_and_brings_back_what_can_come_back() -> None:
    found = {m.target: m.sync for m in IntakePolicy().opportunity_mapping}

    assert {t for t, sync in found.items() if sync is Sync.BOTH} == {
        "amount",
        "currency",
        "close_date",
    }
    assert {t for t, sync in found.items() if sync is Sync.TO_CRM} == {"name", "description"}


def test_a_mapping_that_gives_nothing_is_a_problem() -> None:
    assert set(wrong({"target": "code"})) == {"opportunity_mapping.0"}


def test_an_option_that_the_crm_lacks_is_named_with_those_that_it_has() -> None:
    found = wrong({"target": "stage", "template": "gone"})

    assert found["opportunity_mapping.0.template"] == "must be one of: new, in_progress, won, lost"


@pytest.mark.parametrize(
    ("mapping", "place"),
    [
        ({"template": "Glod"}, "template"),
        ({"template": "{title}", "default": "Glod"}, "default"),
        ({"template": "{title}", "values": {"top": "Glod", "mid": "Silver"}}, "values.top"),
    ],
)
def test_what_an_admin_mistypes_is_named_where_the_crm_would_take_any_text(
    mapping: dict[str, Any], place: str
) -> None:
    found = wrong({"target": "tier"} | mapping)

    assert found == {f"opportunity_mapping.0.{place}": "must be one of: Gold, Silver"}


def test_a_constant_is_checked_as_the_value_map_leaves_it() -> None:
    mapping = {"target": "stage", "template": "sold", "values": {"sold": "won"}}

    assert wrong(mapping) == {}


def test_what_the_crm_requires_must_be_mapped_or_in_the_field_set() -> None:
    bare = IntakePolicy.model_validate({"account_mapping": []})
    typed = IntakePolicy.model_validate({"account_mapping": [], "account_field_set": ["name"]})

    assert set(misfits_of(bare, BUILT_IN, SHARED)) == {"account_mapping"}
    assert misfits_of(typed, BUILT_IN, SHARED) == {}


def test_two_mappings_of_one_field_need_conditions_that_tell_them_apart() -> None:
    first = {"target": "owner", "template": "Ida", "when": "title == 'a'"}
    same = {"target": "owner", "template": "Ola", "when": "title == 'a'"}
    rest = {"target": "owner", "template": "Una"}

    assert wrong(first, rest) == {}
    assert set(wrong(first, same, rest)) == {"opportunity_mapping.1.target"}
    assert set(wrong(rest, first)) == {"opportunity_mapping.1.target"}


def test_one_thing_comes_back_from_one_field_unless_conditions_tell_several_apart() -> None:
    first = {"target": "description", "template": "{title}", "sync": "both"}
    other = {"target": "campaign", "template": "{title}", "sync": "from_crm"}
    condition = {"when": "title == 'a'"}

    assert wrong(first | condition, other) == {}
    assert wrong(first, other | {"sync": "once"}) == {}
    assert wrong(first, other | condition) == {
        "opportunity_mapping.1.sync": "title comes back from description whenever this would; "
        "give that one a condition, or this one `to_crm`"
    }
    assert set(wrong(first | condition, other | condition)) == {"opportunity_mapping.1.sync"}


def test_where_no_contacts_are_wanted_roles_and_labels_do_not_matter() -> None:
    choices = {"contact_sync": "none", "association_type": "Best friend", "contact_role": "Judge"}

    assert wrong(**choices) == {}


def test_a_policy_that_the_table_could_not_hold_is_refused() -> None:
    values = {f"{n:03d}{'x' * 200}": "y" * 250 for n in range(400)}
    mappings = [
        {"target": name, "template": "{title}", "values": values}
        for name in ("description", "source", "campaign")
    ]

    assert "policy" in wrong(*mappings)


@pytest.mark.parametrize(("sync", "found"), [("both", 1), ("from_crm", 1), ("to_crm", 0)])
def test_two_words_of_the_partner_for_one_of_the_crm_have_no_way_back(
    sync: str, found: int
) -> None:
    words = {"DKK": "Krone", "NOK": "Krone", "EUR": "Euro"}
    mapping = {"target": "code", "template": "{value.currency}", "values": words, "sync": sync}

    told = wrong(mapping)

    place = "opportunity_mapping.0.values.NOK"
    assert [why for name, why in told.items() if name == place] == [
        "Krone comes back as DKK: give each its own"
    ] * found
