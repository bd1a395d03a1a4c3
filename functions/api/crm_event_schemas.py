"""What CRMs send: HubSpot a list of events, a flow of Salesforce a single one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, RootModel

_Event = Mapping[str, Any]


class CrmEventsBody(RootModel[Annotated[tuple[_Event, ...], Field(max_length=1000)] | _Event]):
    """Events as the CRM sends them; only what they point at is used."""

    @property
    def events(self) -> tuple[_Event, ...]:
        told = self.root
        return told if isinstance(told, tuple) else (told,)
