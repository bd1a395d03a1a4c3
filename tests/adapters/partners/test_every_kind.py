"""
No kind of partner without proof: each that can be connected is held to the contract, by a module of
its own in `tests/adapters/partners/<kind>/test_contract.py`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from referral_hub.adapters.partners.kinds import KINDS
from referral_hub.domain.partners.partner import PartnerKind
from tests.contracts.partner_connector import FeedContract, PartnerConnectorContract
from tests.contracts.partner_deals import HearsDealsContract
from tests.contracts.partner_known import ShowsReferralsContract

HERE = Path(__file__).parent
every_kind = pytest.mark.parametrize("kind", KINDS)


def module_of(kind: PartnerKind, name: str) -> Any:
    return import_module(f"referral_hub.adapters.partners.{kind}.{name}")


def contracts_of(kind: PartnerKind) -> list[type]:
    """The test classes in which a kind is held to contracts; none when it has no such module."""
    if not (HERE / kind / "test_contract.py").is_file():
        return []
    module = import_module(f"tests.adapters.partners.{kind}.test_contract")
    return [told for name, told in vars(module).items() if name.startswith("Test")]


def classes_of(module: Any) -> list[type]:
    return [named for named in vars(module).values() if isinstance(named, type)]


def keeps(kind: PartnerKind, contract: type) -> bool:
    return any(issubclass(held, contract) for held in contracts_of(kind))


@every_kind
def test_a_kind_is_held_to_the_contract_of_every_connector(kind: PartnerKind) -> None:
    assert keeps(kind, PartnerConnectorContract)


@every_kind
def test_a_kind_that_is_asked_for_news_is_held_to_the_contract_of_feeds(kind: PartnerKind) -> None:
    polled = module_of(kind, "settings").Settings.polled

    # Who has a list is asked for that, and who has none for each referral that is known.
    assert keeps(kind, FeedContract) + keeps(kind, ShowsReferralsContract) == polled


def test_what_differs_from_kind_to_kind_is_said_by_its_settings() -> None:
    settings = {kind: module_of(kind, "settings").Settings for kind in KINDS}

    told = {kind for kind in KINDS if settings[kind].told_by_webhook}
    assert told == {PartnerKind.PLATFORM, PartnerKind.FEED}
    by_hand = {kind for kind in KINDS if settings[kind].by_hand}
    assert by_hand == {PartnerKind.MANUAL, PartnerKind.GOOGLE}
    assert {kind for kind in KINDS if settings[kind].only_id} == {PartnerKind.AWS}


@every_kind
def test_a_kind_that_is_told_of_deals_is_held_to_that_contract(kind: PartnerKind) -> None:
    package = import_module(f"referral_hub.adapters.partners.{kind}")
    modules = [module_of(kind, found.name) for found in iter_modules(package.__path__)]
    hears = any(hasattr(named, "tell_deal") for module in modules for named in classes_of(module))

    assert keeps(kind, HearsDealsContract) == hears


@every_kind
def test_a_kind_explains_itself(kind: PartnerKind) -> None:
    package = import_module(f"referral_hub.adapters.partners.{kind}")

    assert package.__doc__
    assert module_of(kind, "settings").__doc__
    assert module_of(kind, "connection").connect


def test_no_connector_is_there_that_no_admin_can_choose() -> None:
    packages = Path(import_module("referral_hub.adapters.partners").__path__[0])

    assert {path.parent.name for path in packages.glob("*/connection.py")} == set(KINDS)
