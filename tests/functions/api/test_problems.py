"""Every refusal has a status, a stable code and a fix; a failure says nothing about anybody."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from io import StringIO

import pytest

import functions
import referral_hub
from functions._entrypoint import logger
from functions.api.problems import STATUS_OF
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.access import Role
from referral_hub.domain.errors import HubError
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key
from tests.builders import a_hub
from tests.functions.api.client import MAREN, Client, a_client


def every_refusal() -> set[type[HubError]]:
    """All refusals that the code knows, wherever they are defined."""
    for package in (referral_hub, functions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    ours = ("referral_hub.", "functions.")
    return {refusal for refusal in _below(HubError) if refusal.__module__.startswith(ours)}


def _below(kind: type[HubError]) -> Iterator[type[HubError]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from _below(refusal)


class PoisonedTable(MemoryTable):
    """A table that holds a referral which nobody can read."""

    poisoned = False

    def get(self, key: Key) -> Item | None:
        item = super().get(key)
        if item and self.poisoned and key.pk.startswith("INVITATION#"):
            return item | {"doc": item["doc"].replace('"title":', '"tilte":')}
        return item


@pytest.fixture
def poisoned() -> Client:
    table = PoisonedTable()
    hub: Hub = a_hub(table=table)
    partner = a_client(hub, Role.PARTNER_STAFF)
    partner.shares(title="Zebrowski's lamps", contacts=[MAREN])
    table.poisoned = True
    return partner


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What is written to the log."""
    written = StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]


def test_every_refusal_has_its_status_and_no_status_is_left_over() -> None:
    assert set(STATUS_OF) == {refusal.code for refusal in every_refusal()}


def test_every_refusal_is_the_clients_to_mend() -> None:
    assert all(400 <= status < 500 for status in STATUS_OF.values())


def test_codes_are_unique_and_written_alike() -> None:
    codes = [refusal.code for refusal in every_refusal()]

    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_every_refusal_says_what_to_do() -> None:
    assert [r.__name__ for r in every_refusal() if r.fix == HubError.fix] == []


def test_a_problem_document_has_the_members_of_rfc_9457(operator: Client) -> None:
    missing = operator.opens("R-000404")

    assert missing.headers["Content-Type"] == "application/problem+json"
    assert missing.said == {
        "type": "/docs#referral_not_found",
        "title": "Referral not found",
        "status": 404,
        "detail": "no referral R-000404",
        "instance": "urn:request:JKJaXmPLvHcESHA=",
        "code": "referral_not_found",
        "fix": "Check the referral number; GET /v1/referrals lists those you may see.",
        "errors": [],
    }


def test_a_failure_is_logged_once_with_its_place_and_nobodys_data(
    poisoned: Client, log: StringIO
) -> None:
    failed = poisoned.opens("R-000001")

    written = log.getvalue()
    assert (failed.status, failed.code) == (500, "internal_error")
    assert written.count("request.failed") == 1
    assert "ValidationError" in written
    assert "queries.py" in written
    assert "Zebrowski" not in written + failed.text


def test_what_people_told_is_in_no_log(partner: Client, operator: Client, log: StringIO) -> None:
    number = partner.shares(contacts=[MAREN]).said["number"]
    partner.tells_of(number, MAREN | {"last_name": "Zebrowski"})
    partner.tells_of(number, {"last_name": "Holt\u0007"})
    operator.get("/v1/crm/accounts", q="Zebrowski")
    operator.get(f"/v1/referrals/{number}/contacts")
    operator.accepts(number, {"account": {"create": {"name": "Fenwick", "shoe": "Zebrowski"}}})

    written = log.getvalue()
    assert written.count("request.answered") == 6
    assert not [name for name in ("Holt", "maren", "Zebrowski", "Fenwick") if name in written]
    assert operator.key not in written
