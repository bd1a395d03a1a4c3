"""Deploy an assembly the way the CDK command line does, with boto3 and without node."""

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.processes import CannotStartError

REGION = "us-east-1"
# The emulator's account: it is the one that asks no questions.
ACCOUNT = "000000000000"
DEPLOY_SECONDS = 60.0


class Cloud:
    """Clients of the emulator, and of nothing else whatever this machine is configured for."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._session = boto3.session.Session(
            aws_access_key_id="local", aws_secret_access_key="local", region_name=REGION
        )

    def client(self, service: str) -> Any:
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        return self._session.client(service, endpoint_url=self.endpoint, config=config)


def deploy(assembly: Path, cloud: Cloud, parameters: Mapping[str, str]) -> dict[str, str]:
    """
    Create the assembly's stack and return its outputs by name.

    Raises:
        CannotStartError: the stack was not created; the message names the resources to blame.
    """
    manifest, stack = _manifest(assembly)
    _bootstrap(cloud)
    files = json.loads(manifest.read_text())["files"].values()
    addresses = {file["source"]["path"]: _upload(assembly, file, cloud) for file in files}
    cloudformation = cloud.client("cloudformation")
    cloudformation.create_stack(
        StackName=stack,
        TemplateURL=addresses[f"{stack}.template.json"],
        Capabilities=["CAPABILITY_IAM"],
        Parameters=_listed(parameters),
    )
    return _outputs(cloudformation, stack, "CREATE_COMPLETE")


def _manifest(assembly: Path) -> tuple[Path, str]:
    (manifest,) = assembly.glob("*.assets.json")
    return manifest, manifest.name.removesuffix(".assets.json")


def tell_address(assembly: Path, cloud: Cloud, parameters: Mapping[str, str], url: str) -> None:
    """Deploy once more with the address that callers use, which nobody knew before."""
    _, stack = _manifest(assembly)
    cloudformation = cloud.client("cloudformation")
    chosen = {**parameters, "PublicUrl": url}
    cloudformation.update_stack(
        StackName=stack,
        UsePreviousTemplate=True,
        Capabilities=["CAPABILITY_IAM"],
        Parameters=_listed(chosen),
    )
    _outputs(cloudformation, stack, "UPDATE_COMPLETE")


def _listed(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": name, "ParameterValue": text} for name, text in parameters.items()]


def _bootstrap(cloud: Cloud) -> None:
    # What `cdk bootstrap` leaves behind that a template looks for.
    cloud.client("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True
    )


def _upload(assembly: Path, file: dict[str, Any], cloud: Cloud) -> str:
    """Put one file where the template expects it and return its address."""
    source = assembly / file["source"]["path"]
    body = _zipped(source) if file["source"]["packaging"] == "zip" else source
    (destination,) = file["destinations"].values()
    bucket, key = _filled_in(destination["bucketName"]), destination["objectKey"]
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=body.read_bytes())
    return f"{cloud.endpoint}/{bucket}/{key}"


def _zipped(folder: Path) -> Path:
    archive = folder.with_name(f"{folder.name}.zip")
    if not archive.exists():
        shutil.make_archive(str(folder), "zip", folder)
    return archive


def _filled_in(name: str) -> str:
    return name.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION)


def _outputs(cloudformation: Any, stack: str, wanted: str) -> dict[str, str]:
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        if found["StackStatus"] == wanted:
            return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.2)
    raise CannotStartError(f"The stack was not deployed:\n{_blame(cloudformation, stack)}")


def _blame(cloudformation: Any, stack: str) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    return "\n".join(
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("FAILED")
    )
