"""
The one asset that all functions run from: locked dependencies, our code, byte code that is valid.

Built by this machine's interpreter without Docker. Lambda unpacks zips with made-up file times,
which voids ordinary byte code, so ours is marked as never to be checked against its source.
"""

import hashlib
import platform
import sys
from pathlib import Path

import jsii
from aws_cdk import AssetHashType, BundlingOptions, ILocalBundling
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import bundle

ROOT = Path(__file__).parent.parent
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"


def runtime() -> lambda_.Runtime:
    """Return the Lambda runtime of this interpreter: only it can compile byte code for itself."""
    name = f"PYTHON_{MINOR.replace('.', '_')}"
    if not hasattr(lambda_.Runtime, name):
        raise SystemExit(f"AWS Lambda has no runtime for Python {MINOR}: use 3.11, 3.12 or 3.13.")
    found: lambda_.Runtime = getattr(lambda_.Runtime, name)
    return found


def architecture(scope: Construct) -> lambda_.Architecture:
    """Return arm64, or this machine's own where the context says `architecture: local`."""
    if scope.node.try_get_context("architecture") != "local":
        return lambda_.Architecture.ARM_64
    machine = {"aarch64": lambda_.Architecture.ARM_64, "arm64": lambda_.Architecture.ARM_64}
    return machine.get(platform.machine(), lambda_.Architecture.X86_64)


def hub_code(target: lambda_.Architecture) -> lambda_.Code:
    return lambda_.Code.from_asset(
        str(ROOT / "functions"),
        asset_hash_type=AssetHashType.CUSTOM,
        asset_hash=asset_hash(target.name),
        bundling=BundlingOptions(image=runtime().bundling_image, local=LocalBundling(target.name)),
    )


def asset_hash(target: str) -> str:
    """Return a hash of everything the asset is made of, so that nothing is built twice."""
    digest = hashlib.sha256(f"{target} {MINOR} {sys.hexversion}".encode())
    for path in bundle.sources(ROOT):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@jsii.implements(ILocalBundling)
class LocalBundling:
    def __init__(self, target: str) -> None:
        self._target = target

    def try_bundle(self, output_dir: str, *_: object, **__: object) -> bool:
        bundle.build(ROOT, Path(output_dir), target=self._target)
        return True
