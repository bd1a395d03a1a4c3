"""What CRMs send: HubSpot a list of events, a flow of Salesforce a single one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, RootModel

_Event = Mapping[str, Any]


class CrmEventsBody(RootModel[Any]):
    """Events as the CRM sends them; only what they point at is used."""

    # As with every model here: its validator is built when it is used, not at import. That of a
    # root type named above would be.
    model_config = ConfigDict(defer_build=True)

    root: Annotated[tuple[_Event, ...], Field(max_length=1000)] | _Event

    @property
    def events(self) -> tuple[_Event, ...]:
        told = self.root
        return told if isinstance(told, tuple) else (told,)
