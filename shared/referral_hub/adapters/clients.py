"""Botocore clients, made when first used, and once: most functions need one or two of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import botocore.session
from botocore.config import Config

# One place retries: botocore, briefly. What still fails is tried again by the workflow or the
# queue.
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
)


@lru_cache(maxsize=1)
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@lru_cache
def client(service: str, region: str = "", endpoint: str = "") -> Any:
    """Make the client of an AWS service, in the function's own region unless told."""
    return _session().create_client(
        service, region_name=region or None, endpoint_url=endpoint or None, config=_CONFIG
    )
