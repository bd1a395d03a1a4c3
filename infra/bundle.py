"""Put the Lambda asset together in a folder. Knows files and pip, nothing of CDK."""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra import slimming

LOCK = "requirements/runtime.txt"

# Wheels for Amazon Linux, by the architecture's name in Lambda.
PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}

# botocore describes every AWS service; these are the ones our code makes clients of.
SERVICES = frozenset(
    {"dynamodb", "partnercentral-selling", "s3", "secretsmanager", "sesv2", "sqs", "stepfunctions"}
)


def sources(root: Path) -> Iterator[Path]:
    """Yield every file the asset depends on, in a stable order."""
    yield root / LOCK
    yield Path(__file__)
    yield Path(slimming.__file__)
    for folder in ("functions", "shared/referral_hub"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def build(root: Path, output: Path, *, target: str) -> None:
    """
    Fill `output` with dependencies for `target` ("arm64" or "x86_64"), our code and byte code.

    Raises:
        subprocess.CalledProcessError: pip could not install, or a module does not compile.
    """
    install(root / LOCK, output, target=target)
    trim(output)
    for folder in ("functions", "shared/referral_hub"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / folder, output / Path(folder).name, ignore=ignored)
    compile_once_and_for_all(output)


def install(lock: Path, output: Path, *, target: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--no-deps", "--no-compile", "--require-hashes"]
    command += ["--only-binary", ":all:", "--platform", PLATFORMS[target]]
    command += ["--implementation", "cp", "--python-version", f"3.{sys.version_info.minor}"]
    command += ["--target", str(output), "--requirement", str(lock)]
    subprocess.run(command, check=True)


def trim(output: Path) -> None:
    """
    Drop what no function loads: most of botocore's service models, examples, metadata, bin; of
    SQLite's driver its shell, its tests, its tables of Unicode, and what debuggers read.
    """
    for data in (output / "botocore" / "data", output / "boto3" / "data"):
        for service in (path for path in data.iterdir() if path.is_dir()):
            if service.name in SERVICES:
                unpack_models(service)
            else:
                shutil.rmtree(service)
    trim_addresses(output / "botocore" / "data")
    for folder in (output / "boto3" / "examples", output / "bin", *output.glob("*.dist-info")):
        shutil.rmtree(folder, ignore_errors=True)
    trim_sqlite(output / "apsw")


def trim_sqlite(driver: Path) -> None:
    """Keep the module that SQLite is compiled into: its debugging information is most of it."""
    for path in driver.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name.startswith("__init__.") and path.suffix == ".so":
            slimming.slim(path)
        else:
            path.unlink()


def unpack_models(service: Path) -> None:
    """
    Store models as plain JSON, without what only people read: start-up parses all of it.

    The zip compresses anyway.
    """
    for packed in list(service.rglob("*.json.gz")):
        model = without_documentation(json.loads(gzip.decompress(packed.read_bytes())))
        # The one place at which botocore insists on a documentation, whatever it says.
        for parameter in model.get("clientContextParams", {}).values():
            parameter["documentation"] = None
        packed.with_suffix("").write_text(json.dumps(model, separators=(",", ":")))
        packed.unlink()


def trim_addresses(data: Path) -> None:
    """
    Keep the addresses of the described services: the first client parses those of all services.

    They are listed by what an address begins with, as a service's model says.
    """
    models = (json.loads(model.read_text()) for model in data.glob("*/*/service-2.json"))
    prefixes = {model["metadata"]["endpointPrefix"] for model in models}
    listed = data / "endpoints.json"
    addresses = json.loads(listed.read_text())
    for partition in addresses["partitions"]:
        told = partition["services"].items()
        partition["services"] = {name: each for name, each in told if name in prefixes}
    listed.write_text(json.dumps(addresses, separators=(",", ":")))


def without_documentation(model: Any) -> Any:
    """Leave the documentation of operations, shapes and members out of a service model."""
    if isinstance(model, list):
        return [without_documentation(part) for part in model]
    if not isinstance(model, dict):
        return model
    # A member may be called `documentation`, too: then it is no text.
    kept = {n: v for n, v in model.items() if n != "documentation" or not isinstance(v, str)}
    return {name: without_documentation(part) for name, part in kept.items()}


def compile_once_and_for_all(output: Path) -> None:
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    # Tracebacks then name the place where the file really is.
    command += ["-s", str(output), "-p", "/var/task", str(output)]
    subprocess.run(command, check=True)
