"""Which of a portal's stages are open, won or lost."""

from __future__ import annotations

from typing import Any

from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal
from tests.adapters.crms.hubspot.test_errors import answers_next


def told(name: str, *, closed: str, probability: str) -> dict[str, Any]:
    metadata = {"isClosed": closed, "probability": probability}
    return {"id": name, "label": name, "displayOrder": 0, "metadata": metadata}


def test_a_stage_is_won_when_it_is_closed_and_certain(portal: Portal, crm: Crm) -> None:
    stages = [
        told("contract", closed="false", probability="1.0"),
        told("won", closed="true", probability="1.0"),
        told("parked", closed="true", probability="0.3"),
        told("lost", closed="true", probability="0.0"),
    ]
    pipeline = {"id": "default", "label": "Sales", "displayOrder": 0, "stages": stages}
    answers_next(portal, "GET", "/pipelines/", 200, results=[pipeline])

    known = crm.stages()

    assert [stage.name for stage in known if stage.won] == ["won"]
    assert [stage.name for stage in known if stage.closed] == ["won", "parked", "lost"]
