"""What one accepted POST /v1/referrals takes in a warm function, ours and the reference's."""

from __future__ import annotations

import json
from pathlib import Path

from bench import anchors, asset, counting
from bench.example import REFERRAL
from bench.report import Cell, Target, table

_TIMES = 20
_HANDLERS = {
    "ours": """
from functions.api.app import handler
from referral_hub.adapters.clients import client
dynamodb = client("dynamodb")
""",
    "reference": "from reference_app import dynamodb, handler",
}
_PROGRAM = """
{handler}
from bench import post_probe
post_probe.post(handler, dynamodb, {body!r}, {times})
"""


def measure(folder: Path) -> list[Target]:
    """Build, count and print; there is no target, so none is returned."""
    built, reference = asset.build(folder), asset.build_reference(folder)
    ours, asked = _one("ours", built), _asked("ours", built)
    theirs, asked_by_them = _one("reference", reference), _asked("reference", reference)
    others = anchors.POST_OF_OTHERS.items()
    rows: list[list[Cell]] = [
        ["ours", ours, ours / theirs, asked, ""],
        ["the reference application", theirs, 1.0, asked_by_them, anchors.POST_REFERENCE],
    ]
    rows += [[f"({what})", "", count / anchors.POST_REFERENCE, "", count] for what, count in others]
    head = ["", counting.UNIT, "of the reference", "calls of DynamoDB", "on CPython 3.13"]
    table("One POST /v1/referrals, warm, answered 201", head, rows)
    return []


def _one(app: str, built: Path) -> float:
    """The difference between N requests and 2 N leaves out the start and the first request."""
    once, twice = (counting.count(program(app, n), built, asset.ROOT) for n in (_TIMES, 2 * _TIMES))
    return (twice - once) / _TIMES


def _asked(app: str, built: Path) -> str:
    told = f"{program(app, 1)}\nimport sys; print(*post_probe.asked, file=sys.stderr)"
    operations = counting.run(told, built, asset.ROOT).splitlines()[-1].split()
    return f"{len(operations)}: {' '.join(dict.fromkeys(operations))}"


def program(app: str, times: int) -> str:
    """Write what starts "ours" or the "reference" in a process, and posts so many times."""
    body = json.dumps(REFERRAL, separators=(",", ":"))
    return _PROGRAM.format(handler=_HANDLERS[app], body=body, times=times)
