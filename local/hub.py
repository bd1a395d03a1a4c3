"""The whole hub on this machine, for as long as a `with` block lasts."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from local import ROOT, keys, logs, users
from local.assembly import assembly
from local.deploy import Cloud, deploy, tell_address
from local.emulator import emulator
from local.processes import CannotStartError, free_port, refuse_a_taken_port
from local.sandboxes import FEED_TOKEN, MAIL_SENDER, crm, sandbox, send_events
from local.steps import Steps
from referral_hub.settings import BUILT_IN

FOLDER = ROOT / ".local"
FACTS = FOLDER / "hub.json"
NEEDED_BYTES = 1024**3

# Short enough to watch; a deployment in AWS waits for as long as its parameter says.
CONTACT_WAIT_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class LocalHub:
    """Where everything is. `keys` and the addresses of `users` by role, `sandboxes` by name."""

    url: str
    docs_url: str
    openapi_url: str
    keys: Mapping[str, str]
    users: Mapping[str, str]
    crm: str
    sandboxes: Mapping[str, str]
    state_machine_arn: str
    table_name: str
    emulator_url: str


@contextmanager
def local_hub(
    steps: Steps,
    *,
    port: int | None = None,
    parameters: Mapping[str, str] | None = None,
    crm_name: str = BUILT_IN,
) -> Iterator[LocalHub]:
    """
    Synthesize, start and deploy everything; end all of it when the block ends.

    Args:
        port: Where the emulator listens; a free one if not given.
        parameters: Stack parameters to use in place of the local defaults.
        crm_name: built-in, salesforce or hubspot; the latter two as their sandboxes.

    Raises:
        CannotStartError: something is missing or taken; the message says what.
    """
    port = port or free_port()
    # Before the folder is touched: whoever has the port may be a hub that works in it.
    refuse_a_taken_port(port)
    folder = _fresh_folder(port)
    with ExitStack() as stack:
        stack.callback(_clear, folder)
        with steps.step("template and Lambda asset are ready"):
            made = assembly(FOLDER / "assembly")
        with steps.step(f"emulator answers on 127.0.0.1:{port}"):
            cloud = Cloud(stack.enter_context(emulator(port, folder)))
        stack.callback(logs.save, cloud.client("logs"), folder / "functions.log")
        others = stack.enter_context(_others(steps, folder, cloud, crm_name))
        with steps.step("stack is deployed"):
            url, outputs = _deployed(made, cloud, others.parameters | dict(parameters or {}))
            send_events(crm_name, others.sandboxes.get(crm_name, ""), url)
        with steps.step("one key and one user for each role exist"):
            issued = keys.introduce(cloud.client("dynamodb"), outputs["TableName"])
            users.introduce(cloud.client("dynamodb"), outputs["TableName"])
        yield LocalHub(
            url=url,
            docs_url=f"{url}/docs",
            openapi_url=f"{url}/openapi.json",
            keys=issued,
            users=users.ADDRESSES,
            crm=crm_name,
            sandboxes=others.sandboxes,
            state_machine_arn=outputs["StateMachineArn"],
            table_name=outputs["TableName"],
            emulator_url=cloud.endpoint,
        )


@dataclass(frozen=True)
class _Others:
    """The stand-ins by name, and the stack parameters that lead to them."""

    sandboxes: dict[str, str]
    parameters: dict[str, str]


@contextmanager
def _others(steps: Steps, folder: Path, cloud: Cloud, crm_name: str) -> Iterator[_Others]:
    with ExitStack() as stack:
        partners = {}
        for name, (what, *arguments) in _partners(cloud).items():
            with steps.step(f"{what} answers"):
                partners[name] = stack.enter_context(sandbox(name, folder, *arguments))
        with steps.step(f"CRM is there: {crm_name}"):
            address, leads_there = stack.enter_context(crm(crm_name, folder, cloud))
        sandboxes = partners | ({crm_name: address} if address else {})
        yield _Others(sandboxes, _local_parameters(partners) | leads_there)


def _partners(cloud: Cloud) -> dict[str, tuple[str, ...]]:
    """List the stand-ins of partners' systems by name: what each is, and its arguments."""
    return {
        "partner_central": ("Partner Central sandbox", "--events-endpoint", cloud.endpoint),
        "partner_center": ("Partner Center sandbox",),
        "feed": ("a partner's JSON feed", "--token", FEED_TOKEN),
        "webhook_receiver": ("a platform's webhook receiver",),
        "identity_provider": ("identity provider", *_people()),
        "mail_sink": ("mail sink", "--verified", MAIL_SENDER),
    }


def _people() -> tuple[str, ...]:
    people = [word for email in users.ADDRESSES.values() for word in ("--person", email)]
    return ("--client-id", users.CLIENT_ID, *people)


def _deployed(
    made: Path, cloud: Cloud, parameters: Mapping[str, str]
) -> tuple[str, Mapping[str, str]]:
    """Deploy the stack; return the address that callers use, and the stack's outputs."""
    outputs = deploy(made, cloud, parameters)
    # The emulator prints the host name that AWS would use; its paths work without any resolver.
    api = (urlsplit(outputs["ApiUrl"]).hostname or "").partition(".")[0]
    url = f"{cloud.endpoint}/_aws/execute-api/{api}"
    tell_address(made, cloud, parameters, url)
    return url, outputs


def _fresh_folder(port: int) -> Path:
    folder = FOLDER / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if (free := shutil.disk_usage(folder).free) < NEEDED_BYTES:
        raise CannotStartError(f"The local hub needs 1 GB of disk and {free / 1024**3:.1f} is left")
    return folder


def _clear(folder: Path) -> None:
    """Remove what a run leaves, but for the logs of the last one: they say what went wrong."""
    for log in folder.glob("*.log"):
        log.replace(FOLDER / log.name)
    shutil.rmtree(folder, ignore_errors=True)


def _local_parameters(sandboxes: Mapping[str, str]) -> dict[str, str]:
    return {
        "ContactWaitSeconds": str(CONTACT_WAIT_SECONDS),
        "RetrySeconds": "1",
        "PartnerCentralCatalog": "Sandbox",
        "PartnerCentralEndpoint": sandboxes["partner_central"],
        "MailSender": MAIL_SENDER,
        "MailEndpoint": sandboxes["mail_sink"],
        "OidcIssuer": sandboxes["identity_provider"],
        "OidcAudience": users.CLIENT_ID,
        "PollMinutes": "2",
        "WatchMinutes": "2",
        "LocalAddresses": "yes",
    }


@contextmanager
def facts_written(hub: LocalHub) -> Iterator[Path]:
    """Keep `.local/hub.json` for tools while the hub runs. It holds keys: for the owner alone."""
    facts = json.dumps(asdict(hub), indent=2) + "\n"
    draft = FACTS.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(facts)
    draft.replace(FACTS)
    try:
        yield FACTS
    finally:
        # Another hub may have written its own meanwhile.
        if FACTS.exists() and FACTS.read_text() == facts:
            FACTS.unlink()
