"""What the functions logged, brought from the emulator into a file."""

from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError


def save(logs: Any, path: Path) -> None:
    """Write every log group's events to one file; an emulator that is gone leaves none."""
    try:
        path.write_text("".join(_lines(logs, group) for group in _groups(logs)))
    except (BotoCoreError, ClientError):
        path.write_text("The emulator did not tell what the functions logged.\n")


def _groups(logs: Any) -> list[str]:
    return [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]


def _lines(logs: Any, group: str) -> str:
    events = logs.filter_log_events(logGroupName=group)["events"]
    name = group.rpartition("/")[2]
    return "".join(f"{name}: {event['message'].rstrip()}\n" for event in events)
