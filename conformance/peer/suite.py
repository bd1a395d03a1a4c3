"""The cases for a peer, and what most of them look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.cases import Suite, must
from conformance.http import Answer

from .side import Peer

SUITE: Suite[Peer] = Suite("A peer's Referral URL")


def must_refuse(answer: Answer, status: int, code: str) -> None:
    """Hold a refused request to the status and the code that the protocol gives it."""
    must(
        (answer.status, answer.code) == (status, code),
        f"it should answer {status} {code}, and answered {answer}",
    )


def must_be(result: Mapping[str, Any], status: str) -> None:
    must(result.get("status") == status, f"it should be {status}, and is {result}")


def must_name(result: Mapping[str, Any], member: str) -> None:
    """Hold a refused item to naming what is wrong with it."""
    must_be(result, "refused")
    must(member in str(result.get("problem")), f"the problem should name {member}: {result}")


def must_be_stored_now(peer: Peer, item: Mapping[str, Any]) -> None:
    """Show that nothing was stored of a message before: its item is new to the peer."""
    [result] = peer.results(item)
    must(result.get("status") == "created", f"something was stored of what was refused: {result}")
