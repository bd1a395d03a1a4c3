"""The chapter of a sale by code, told by callers in this process."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, cast

from local.api import Caller
from local.hub import LocalHub
from local.keys import PLATFORM
from local.steps import Steps
from local.story import Story
from local.walk_by_code import sale_by_code
from referral_hub.domain.access import Role
from tests.functions.api.client import Client, Reply, a_client
from tests.functions.sales_line import SalesLine


class InThisProcess:
    """A caller whose hub delivers by itself what it has queued."""

    def __init__(self, line: SalesLine, role: Role, *partner_ids: str) -> None:
        self._line = line
        self._client: Client = a_client(line.hub, role, *partner_ids)

    def get(self, path: str, **query: str) -> Any:
        return self._said(self._client.get(path, **query))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._said(self._client.post(path, body))

    def change(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._said(self._client.patch(path, body))

    def begin(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._said(self._client.put(path, body, if_match='"0"'))

    def _said(self, reply: Reply) -> Any:
        assert reply.status < 300, reply.said
        self._line.deliver()
        return reply.said


def test_every_step_from_the_lead_to_the_payout_happens() -> None:
    line, told = SalesLine(coded=False), io.StringIO()
    line.hub.partners.add(PLATFORM)
    story = Story(
        cast(LocalHub, None),
        Steps(told),
        admin=cast(Caller, InThisProcess(line, Role.ADMIN)),
        operator=cast(Caller, InThisProcess(line, Role.OPERATOR)),
        platform=cast(Caller, InThisProcess(line, Role.INTEGRATION, PLATFORM.partner_id)),
    )

    sale_by_code(story)

    assert told.getvalue().count("✓") == 5
