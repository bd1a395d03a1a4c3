"""What a cold start takes: import of the handler, and the hub that its first request asks for."""

from __future__ import annotations

import json
from pathlib import Path

from bench import anchors, asset, counting
from bench.report import Cell, Target, table

API = "functions.api.app"

_START = """
from {module} import handler
from referral_hub.bootstrap import hub
hub()
"""

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
    targets = [Target("modules compiled at import", len(compiled), anchors.COMPILED)]
    if counting.by_instructions():
        ratio = functions[API] / standard
        targets.append(Target("start of the API, of the reference's", ratio, anchors.START_RATIO))
    return targets


def _compiled(built: Path) -> list[str]:
    said = counting.run(_COMPILED.format(asset=str(built)), built)
    found = json.loads(said.splitlines()[-1])
    print(f"\n  {len(found['compiled'])} of {found['loaded']} modules were compiled at import.")
    return list(found["compiled"])


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
