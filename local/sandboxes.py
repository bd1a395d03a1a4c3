"""Stand-ins of other people's systems as child processes."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request

from local import ROOT
from local.api import send
from local.processes import CannotStartError, child, clean_environment, tail
from referral_hub.settings import BUILT_IN

START_SECONDS = 20.0
# What the feed of the walk asks its readers for; it opens nothing else.
FEED_TOKEN = "sandbox-feed-token"
# Whom the mail of the local hub comes from; it goes to the sink, and nowhere else.
MAIL_SENDER = "hub@host.example"
_READY = "ready "


@contextmanager
def sandbox(name: str, folder: Path, *arguments: str) -> Iterator[str]:
    """
    Run one stand-in on a free port of 127.0.0.1 and yield its address.

    Args:
        name: Its package under `sandbox`.
        arguments: What its command line takes besides the port.

    Raises:
        CannotStartError: it did not say that it is ready.
    """
    log = folder / f"{name}.log"
    command = [sys.executable, "-m", f"sandbox.{name}", "--port", "0", *arguments]
    with child(command, environment=clean_environment(), log=log, cwd=ROOT) as process:
        deadline = time.monotonic() + START_SECONDS
        while (address := _address(log)) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotStartError(f"The {name} sandbox did not start:\n{tail(log)}")
            time.sleep(0.05)
        yield address


def _address(log: Path) -> str | None:
    lines = log.read_text(errors="replace").splitlines(keepends=True)
    ready = [line for line in lines if line.startswith(_READY) and line.endswith("\n")]
    return ready[0].removeprefix(_READY).strip() if ready else None


@dataclass(frozen=True)
class CrmSandbox:
    """How the hub signs in to a CRM's stand-in, and whether its events go to EventBridge."""

    secret: Mapping[str, str]
    relays_events: bool = False


# The credentials that the stand-ins are born with; they open nothing else.
CRMS: Mapping[str, CrmSandbox] = {
    "salesforce": CrmSandbox(
        {"client_id": "sandbox-consumer-key", "client_secret": "sandbox-consumer-secret"},
        relays_events=True,
    ),
    "hubspot": CrmSandbox(
        {
            "access_token": "pat-eu1-sandbox",
            "client_secret": "sandbox-client-secret",
            "app_id": "3141592",
        }
    ),
}
_SECRET = "referral-hub/crm"


@contextmanager
def crm(name: str, folder: Path, cloud: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """
    Run the chosen CRM's stand-in; yield its address and the stack parameters that lead to it.

    The built-in CRM needs none: both are empty.
    """
    if name == BUILT_IN:
        yield "", {}
        return
    events = ["--events-endpoint", cloud.endpoint] if CRMS[name].relays_events else []
    with sandbox(name, folder, *events) as address:
        told = json.dumps(CRMS[name].secret)
        cloud.client("secretsmanager").create_secret(Name=_SECRET, SecretString=told)
        yield address, {"Crm": name, "CrmUrl": address, "CrmSecret": _SECRET}


def send_events(name: str, address: str, hub_url: str) -> None:
    """Tell a stand-in that calls webhooks where the hub is."""
    if name == BUILT_IN or CRMS[name].relays_events:
        return
    control(address, "behave", {"webhook_url": f"{hub_url}/v1/crm-events/{name}"})


def control(address: str, act: str, wish: Mapping[str, Any]) -> Any:
    """
    Ask a stand-in for what its README lists.

    Raises:
        StepFailedError: it answers with an error.
    """
    return send(Request(f"{address}/_sandbox/{act}", data=json.dumps(wish).encode()))
