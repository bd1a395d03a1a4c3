"""What an admin sets of a feed, and what a test of the connection says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from referral_hub.adapters.partner_context import PartnerContext
from referral_hub.adapters.partners.feed.connection import connect
from referral_hub.adapters.partners.feed.settings import Settings
from referral_hub.adapters.secrets import Secret
from referral_hub.domain.crm import Check
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.settings import Settings as HubSettings
from tests.adapters.partners.feed.stage import FIELDS, SINCE, TOKEN, Stage, settings_for
from tests.builders import a_partner

URL = "https://harbour.example/feed"


class Vault:
    """Secrets Manager, with one secret."""

    class meta:  # noqa: N801 - botocore calls it so
        class service_model:  # noqa: N801
            service_name = "secretsmanager"

    def get_secret_value(self, **_: str) -> dict[str, str]:
        return {"SecretString": f'{{"token": "{TOKEN}"}}'}


def checked(stage: Stage, local_addresses: str = "yes", **settings: Any) -> tuple[Check, ...]:
    said = settings_for(stage.server.feed_url, **settings).model_dump(mode="json")
    context = PartnerContext(
        Secret(Vault, "harbour", stage.clock),
        stage.clock,
        HubSettings(table="hub", local_addresses=local_addresses),
    )
    connection = connect(a_partner(kind=PartnerKind.FEED, settings=said), context)
    assert connection.hopes_every is None
    return connection.check()


def test_a_feed_that_can_be_read_passes(stage: Stage) -> None:
    stage.shares()

    feed, entries = checked(stage)

    assert (feed.passed, entries.passed) == (True, True)
    assert feed.note == "1 entries on the first page."


def test_an_entry_that_cannot_be_read_as_it_is_set_is_told(stage: Stage) -> None:
    stage.shares()

    _, entries = checked(stage, fields=FIELDS | {"title": "headline"})

    assert entries.problem == "1 of 1 cannot be read; the first: headline: is missing"


def test_a_feed_that_cannot_be_asked_says_why(stage: Stage) -> None:
    stage.partner.behave(redirect=1)

    [feed] = checked(stage)

    assert "redirect" in feed.problem


@pytest.mark.parametrize("local_addresses", ["", "no"])
def test_in_a_deployment_no_feed_is_on_this_machine(stage: Stage, local_addresses: str) -> None:
    [feed] = checked(stage, local_addresses)

    assert "must be https" in feed.problem
    assert stage.partner.calls == []


@pytest.mark.parametrize(
    ("fault", "fix"),
    [
        ("too_many_requests", "asks the partner less often"),
        ("internal_error", "tell the partner, and test again when it answers"),
        ("unauthorized", "Put the secret"),
        ("wrong_type", "docs/feeds.md says what the hub takes"),
    ],
)
def test_each_trouble_has_the_fix_that_helps_with_it(stage: Stage, fault: str, fix: str) -> None:
    stage.partner.behave(**{fault: 1})

    [feed] = checked(stage)

    assert fix in feed.fix


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://harbour.example"},
        {"url": "https://me:secret@harbour.example/"},
        {"url": "https://harbour.example/a b"},
        {"url": "https://harbour.example:0/"},
        {"url": "https://harbour.example/#top"},
        {"entries": "data..items"},
        {"entries": "__import__('os')"},
        {"paging": {"by": "cursor", "next": "meta.next"}},
        {"paging": {"by": "link", "next": "meta.next", "parameter": "cursor"}},
        {"paging": {"by": "link"}},
        {"since": SINCE, "fields": {"id": "ref", "title": "name", "company": "company.name"}},
        {"fields": {"id": "ref", "title": "name"}},
        {"authentication": {"header": "X-Key\r\nHost"}},
        {"poll_seconds": 5},
        {"secret": "s"},
    ],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings_for(**{"url": URL, **wrong})


@pytest.mark.parametrize(
    "url",
    [
        "http://harbour.example/feed",
        "https://harbour.example:8443/feed",
        "http://169.254.169.254/latest",
        "https://169.254.169.254/latest",
        "https://2852039166/latest",
        "https://0xa9.254.43518/",
        "https://10.0.0.7/",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:169.254.169.254]/",
    ],
)
def test_an_address_that_is_never_called_is_refused_when_it_is_set(url: str) -> None:
    with pytest.raises(ValidationError, match=r"must be https|public addresses only"):
        settings_for(url)


@pytest.mark.parametrize(
    "url", [URL, "https://93.184.215.14/", "http://127.0.0.1:9001/feed", "http://localhost:9001/"]
)
def test_an_address_that_may_be_called_somewhere_is_kept(url: str) -> None:
    assert settings_for(url).url == url


def test_little_has_to_be_set() -> None:
    fields = {"id": "ref", "title": "name", "company": "company.name"}

    settings = Settings.model_validate({"url": URL, "fields": fields})

    assert settings.secret_names == ()


def test_a_token_is_needed_where_the_partner_wants_one() -> None:
    assert settings_for(URL).secret_names == ("token",)


def test_settings_that_say_the_same_are_the_same_in_every_process() -> None:
    assert settings_for(URL).fingerprint == settings_for(URL, poll_seconds=600).fingerprint
    assert settings_for(URL).fingerprint != settings_for(f"{URL}/2").fingerprint
