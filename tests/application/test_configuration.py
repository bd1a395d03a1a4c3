"""A policy is checked against the CRM before it counts, and never edited after (X-2)."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application.policies import configuration
from referral_hub.application.policies.configuration import PolicyDoesNotFit
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.errors import Conflict
from referral_hub.domain.policies.policy import ContactSyncMode, FieldMapping, IntakePolicy
from referral_hub.hub import Hub
from tests.application.stage import snapshot
from tests.builders import ask


def publish(hub: Hub, **choices: Any) -> IntakePolicy:
    newest = hub.policies.current().version
    policy = IntakePolicy(**{"version": newest} | choices)
    return ask(hub, configuration.publish_policy, policy=policy)


def test_the_shipped_policy_fits_the_built_in_crm(hub: Hub) -> None:
    assert publish(hub).version == 1


def test_versions_count_up_and_the_newest_counts(hub: Hub) -> None:
    publish(hub, account_field_set=["phone"])
    publish(hub, account_field_set=["notes"])

    assert hub.policies.current().account_field_set == ("notes",)
    assert hub.policies.get(1).account_field_set == ("phone",)


def test_publishing_over_a_version_that_is_not_the_newest_is_a_conflict(hub: Hub) -> None:
    publish(hub)

    with pytest.raises(Conflict):
        publish(hub, version=0, contact_role="Evaluator")


def test_what_the_crm_does_not_know_is_named_all_at_once_and_nothing_is_written(hub: Hub) -> None:
    before = snapshot(hub)

    with pytest.raises(PolicyDoesNotFit) as refusal:
        publish(
            hub,
            opportunity_mapping=[FieldMapping(target="colour", template="{title}")],
            account_field_set=["phone", "shoe_size"],
            association_type="Best friend",
        )

    assert set(refusal.value.fields) == {
        "opportunity_mapping",
        "opportunity_mapping.0.target",
        "account_field_set.1",
        "association_type",
    }
    assert snapshot(hub) == before


def test_a_policy_under_which_nothing_could_be_accepted_is_not_published(hub: Hub) -> None:
    with pytest.raises(PolicyDoesNotFit) as refusal:
        publish(hub, account_mapping=[])

    assert set(refusal.value.fields) == {"account_mapping"}


def test_what_the_crm_requires_may_be_left_to_the_operator(hub: Hub) -> None:
    published = publish(hub, account_mapping=[], account_field_set=["name"])

    assert published.offered(CrmObject.ACCOUNT) == ("name",)


def test_where_no_contacts_are_wanted_the_association_type_does_not_matter(hub: Hub) -> None:
    policy = publish(hub, contact_sync=ContactSyncMode.NONE, association_type="Best friend")

    assert policy.version == 1


def test_a_published_policy_is_read_back_as_it_was(hub: Hub) -> None:
    published = publish(hub, contact_sync=ContactSyncMode.CREATE_AND_UPDATE, contact_role="Judge")

    assert hub.policies.get(1) == published == hub.policies.current()


def test_the_shipped_policy_is_version_nothing_and_always_there(hub: Hub) -> None:
    publish(hub, account_field_set=["phone"])

    assert hub.policies.get(0) == IntakePolicy()
