"""Put the sandbox's events on an EventBridge default bus, behind the caller's back."""

import json
import os
import queue
import sys
import threading
from typing import Any

import botocore.session
from botocore.config import Config

_PATIENCE_SECONDS = 3
_REGION = "us-east-1"

Event = dict[str, Any]


class EventBridgeSink:
    """
    Send envelopes to the EventBridge API at `endpoint`, one after the other, best effort.

    Made for emulators: EventBridge itself lets nobody put events whose source begins with `aws.`.
    """

    def __init__(self, endpoint: str) -> None:
        self._client = _client(endpoint)
        self._waiting: queue.Queue[Event | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __call__(self, event: Event) -> None:
        self._waiting.put(event)

    def close(self) -> None:
        """Send what waits, then end."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (event := self._waiting.get()) is not None:
            self._put(event)

    def _put(self, event: Event) -> None:
        try:
            answer = self._client.put_events(Entries=[_entry(event)])
            problem = answer["Entries"] if answer["FailedEntryCount"] else None
        except Exception as error:  # noqa: BLE001 - whatever ails the bus, the sandbox goes on
            problem = error
        if problem:
            print(f"event {event['detail-type']} was lost: {problem!r}", file=sys.stderr)


def _entry(event: Event) -> dict[str, Any]:
    return {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Time": event["time"],
        "Resources": event["resources"],
        "Detail": json.dumps(event["detail"]),
    }


def _client(endpoint: str) -> Any:
    return botocore.session.get_session().create_client(
        "events",
        region_name=_REGION,
        endpoint_url=endpoint,
        # An emulator asks for some key; one that checks whose it is gets it by the environment.
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "sandbox"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "sandbox"),
        config=Config(
            connect_timeout=_PATIENCE_SECONDS,
            read_timeout=_PATIENCE_SECONDS,
            retries={"total_max_attempts": 1},
        ),
    )
