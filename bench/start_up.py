"""
What a cold start takes: import of the handler, and the hub that its first request asks for.

What is imported only when it is asked for is paid by the first request, so that is counted too.
"""

from __future__ import annotations

import json
from pathlib import Path

from bench import anchors, asset, counting, one_post
from bench.report import Cell, Target, table
from referral_hub.settings import BUILT_IN

API = "functions.api.app"

_START = """
from {module} import handler
from referral_hub.bootstrap import hub
hub()
"""

# What the API loads of CRMs, of signing in to them and of expressions before it asks any.
_STRANGERS = """
import json, sys
from {module} import handler
from referral_hub.bootstrap import hub
hub()
strangers = {strangers!r}
found = [name for name in sorted(sys.modules) if name.startswith(strangers)]
print(json.dumps(found), file=sys.stderr)
"""
CONNECTORS = "referral_hub.adapters.crms"
STRANGERS = (CONNECTORS, "jwt", "cryptography", "simpleeval")
CRMS = (BUILT_IN, "salesforce", "hubspot")

# Every module that any function may load, lazily or not, and those of them that had to be compiled.
_COMPILED = """
import importlib, importlib.machinery, json, pkgutil, sys
compiled = []
class Loader(importlib.machinery.SourceFileLoader):
    pass
original = importlib.machinery.SourceFileLoader.source_to_code
def source_to_code(self, data, path, *args, **more):
    compiled.append(str(path))
    return original(self, data, path, *args, **more)
importlib.machinery.SourceFileLoader.source_to_code = source_to_code
import functions, referral_hub
for package in (functions, referral_hub):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
from referral_hub.bootstrap import hub
hub()
place = {asset!r}
mine = [m for m in sys.modules.values() if (getattr(m, "__file__", None) or "").startswith(place)]
found = dict(loaded=len(mine), compiled=[path for path in compiled if path.startswith(place)])
print(json.dumps(found), file=sys.stderr)
"""


def measure(folder: Path) -> list[Target]:
    """Build, count, print, and return the targets."""
    built, reference = asset.build(folder), asset.build_reference(folder)
    compiled = _compiled(built)
    floor = counting.count("pass", built)
    standard = counting.count("import reference_app", reference)
    functions = {
        module: counting.count(_START.format(module=module), built) for module in asset.handlers()
    }
    _print(floor, standard, functions)
    first = _with_first_post(built, reference)
    _print_crms(functions[API], {crm: _start_with(crm, built) for crm in CRMS})
    targets = [
        Target("modules compiled at import", len(compiled), anchors.COMPILED),
        Target("modules of CRMs at import", len(_strangers(built)), anchors.STRANGERS),
    ]
    if counting.by_instructions():
        ratio = functions[API] / standard
        targets += [
            Target("start of the API, of the reference's", ratio, anchors.START_RATIO),
            Target("the same with its first POST", first, anchors.FIRST_POST_RATIO),
        ]
    return targets


def _with_first_post(built: Path, reference: Path) -> float:
    """Print what it takes to start and to answer one POST; return ours of the reference's."""
    ours = counting.count(one_post.program("ours", 1), built, asset.ROOT)
    theirs = counting.count(one_post.program("reference", 1), reference, asset.ROOT)
    rows: list[list[Cell]] = [[API, ours, ours / theirs], ["the reference", theirs, 1.0]]
    table("Cold start and first POST", ["", counting.UNIT, "of the reference"], rows)
    return ours / theirs


def _compiled(built: Path) -> list[str]:
    said = counting.run(_COMPILED.format(asset=str(built)), built)
    found = json.loads(said.splitlines()[-1])
    print(f"\n  {len(found['compiled'])} of {found['loaded']} modules were compiled at import.")
    return list(found["compiled"])


def _strangers(built: Path) -> list[str]:
    program = _STRANGERS.format(module=API, strangers=STRANGERS)
    return list(json.loads(counting.run(program, built).splitlines()[-1]))


def _start_with(crm: str, built: Path) -> float:
    program = f"import os; os.environ['HUB_CRM'] = {crm!r}\n{_START.format(module=API)}hub().crm"
    return counting.count(program, built)


def _print_crms(plain: float, with_crm: dict[str, float]) -> None:
    rows: list[list[Cell]] = [[API, plain, ""]]
    rows += [[f"{API}, {crm}", count, count - plain] for crm, count in with_crm.items()]
    table("Cold start of the API, and what first asks its CRM", ["", counting.UNIT, "more"], rows)


def _print(floor: float, standard: float, functions: dict[str, float]) -> None:
    rows: list[list[Cell]] = [
        ["python alone", floor, floor / standard, anchors.START_OF_OTHERS["python alone"]],
        ["the reference application", standard, 1.0, anchors.START_REFERENCE],
    ]
    rows += [[module, count, count / standard, ""] for module, count in functions.items()]
    rows += [
        [f"({what})", "", count / anchors.START_REFERENCE, count]
        for what, count in anchors.START_OF_OTHERS.items()
        if count > anchors.START_OF_OTHERS["python alone"]
    ]
    head = ["", counting.UNIT, "of the reference", "on CPython 3.13, M instructions"]
    table("Cold start, from the built asset", head, rows)
