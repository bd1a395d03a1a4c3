from __future__ import annotations

from collections.abc import Iterator

import pytest

from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal, opened, with_label


@pytest.fixture
def portal(loopback: None) -> Iterator[Portal]:  # noqa: ARG001 - opens the way to the stand-in
    with opened() as fresh:
        yield with_label(fresh)


@pytest.fixture
def crm(portal: Portal) -> Crm:
    return portal.crm
