"""The zip that all functions run from, unpacked the way Lambda unpacks it."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import botocore
import pytest

from infra.bundle import SERVICES
from tests.infra.template import Template

ROOT = Path(__file__).parent.parent.parent
LONG_AGO = 315_532_800  # 1980-01-01, what zips say when nobody says otherwise

COUNT_COMPILES = """
import importlib, importlib.machinery, sys
compiled = []
real = importlib.machinery.SourceFileLoader.source_to_code
def counting(self, data, path, **options):
    compiled.append(path)
    return real(self, data, path, **options)
importlib.machinery.SourceFileLoader.source_to_code = counting
sys.path.insert(0, sys.argv[1])
for module in sys.argv[2:]:
    importlib.import_module(module).handler
print(*compiled, sep="\\n")
"""

MAKE_CLIENTS = """
import sys
sys.path.insert(0, sys.argv[1])
import botocore.session
session = botocore.session.get_session()
for service in sys.argv[2:]:
    client = session.create_client(service, region_name="us-east-1")
    # What a call looks at first.
    client.meta.service_model.client_context_parameters
"""


TELL_ADDRESSES = """
import sys
sys.path[:0] = sys.argv[1:2]
import botocore.session
session = botocore.session.get_session()
for service in sys.argv[2:]:
    for region in ("eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"):
        client = session.create_client(service, region_name=region)
        print(client.meta.endpoint_url, client._request_signer.region_name)
"""

FIND_PART_OF_A_WORD = """
import sys
sys.path.insert(0, sys.argv[1])
import apsw
book = apsw.Connection(":memory:")
book.execute(
    "CREATE VIRTUAL TABLE words USING fts5(said, tokenize=trigram, content='',"
    " contentless_delete=1)"
)
book.execute("INSERT INTO words (rowid, said) VALUES (7, 'nine lanterns')")
print(apsw.__file__, *book.execute("SELECT rowid FROM words WHERE words MATCH 'ant'").fetchone())
"""


@pytest.fixture(scope="module")
def unpacked(asset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lambda") / "task"
    shutil.copytree(asset, folder)
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def test_no_module_is_compiled_when_a_function_starts(unpacked: Path, template: Template) -> None:
    handlers = [f"functions.{module}" for module in template.modules]

    compiled = run(COUNT_COMPILES, str(unpacked), *handlers)

    assert compiled.split() == []


def test_botocore_can_make_every_client_that_our_code_asks_for(unpacked: Path) -> None:
    asked_for = set(clients_in_our_code())

    run(MAKE_CLIENTS, str(unpacked), *asked_for)

    assert asked_for == SERVICES


def test_botocore_describes_no_other_service(unpacked: Path) -> None:
    described = {path.name for path in (unpacked / "botocore/data").iterdir() if path.is_dir()}

    assert described == SERVICES


def test_every_service_has_the_address_that_botocore_gives_it(unpacked: Path) -> None:
    installed = Path(botocore.__file__).parents[1]

    told = run(TELL_ADDRESSES, str(unpacked), *SERVICES)

    assert told == run(TELL_ADDRESSES, str(installed), *SERVICES)


def test_no_function_reads_the_addresses_of_services_that_it_never_calls(unpacked: Path) -> None:
    listed = json.loads((unpacked / "botocore/data/endpoints.json").read_text())

    known = {name for partition in listed["partitions"] for name in partition["services"]}

    assert {"dynamodb", "sqs", "states", "secretsmanager"} <= known
    assert len(known) <= len(SERVICES)


def test_no_function_reads_documentation_when_it_makes_a_client(unpacked: Path) -> None:
    models = list((unpacked / "botocore/data").rglob("service-2.json"))

    assert models
    assert not [m for m in models if '"documentation":"' in m.read_text()]


def test_the_asset_stays_far_below_what_lambda_allows(unpacked: Path) -> None:
    size = sum(path.stat().st_size for path in unpacked.rglob("*") if path.is_file())

    assert size < 50 * 1024**2


def test_the_asset_brings_an_sqlite_that_finds_parts_of_words(unpacked: Path) -> None:
    told = run(FIND_PART_OF_A_WORD, str(unpacked))

    assert told.split() == [str(next(unpacked.glob("apsw/*.so"))), "7"]


def run(code: str, *arguments: str) -> str:
    """Run code that sees the standard library and the asset, and nothing that is installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", code, *arguments],
        env={"AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def clients_in_our_code() -> Iterator[str]:
    """Yield the service of every `client("service")` and `partial(x.client, "service")`."""
    for path in (ROOT / "shared/referral_hub").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and "client" in _names(node):
                yield from _first_text(node)


def _names(call: ast.Call) -> list[str]:
    told = (call.func, *call.args)
    plain = [node.id for node in told if isinstance(node, ast.Name)]
    return plain + [node.attr for node in told if isinstance(node, ast.Attribute)]


def _first_text(call: ast.Call) -> list[str]:
    texts = [
        node.value
        for node in call.args
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return texts[:1]
