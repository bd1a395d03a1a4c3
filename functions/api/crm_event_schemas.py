"""What CRMs send: HubSpot a list of events, a flow of Salesforce a single one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, RootModel

_Event = Mapping[str, Any]


class CrmEventsBody(RootModel[Annotated[tuple[_Event, ...], Field(max_length=1000)] | _Event]):
    """Events as the CRM sends them; only what they point at is used."""

    # As with every model here: its validator is built when it is used, not at import.
    model_config = ConfigDict(defer_build=True)

    @property
    def events(self) -> tuple[_Event, ...]:
        told = self.root
        return told if isinstance(told, tuple) else (told,)
