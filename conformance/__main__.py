"""
Run the kit: `python -m conformance --url URL --key KEY`.

What the key is says what is behind the URL: `rk_...` a peer's Referral URL, `rh_...` a hub's API,
`whsec_...` a partner's receiver of webhooks. The kit leaves records there: run it against a test
hub. It exits with 0 when nothing failed.
"""

from __future__ import annotations

import argparse
import binascii
import sys
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from . import peer, platform, receiver
from .cases import Result
from .report import report
from .signing import by_secret


def main(argv: Sequence[str] | None = None) -> int:
    wanted = _read(argv)
    try:
        title, results = _chosen(wanted)
    except (ValueError, binascii.Error) as error:
        _parser().error(f"--key is none that was handed out: {error}")
    print(f"{title}: {wanted.url}\n", flush=True)
    return 0 if report(results, lambda line: print(line, flush=True)) else 1


def _chosen(wanted: argparse.Namespace) -> tuple[str, Iterator[Result]]:
    """
    Raises:
        ValueError: the key is of no kind that the kit knows.
    """
    if wanted.key.startswith("whsec_"):
        told = receiver.Receiver(wanted.url, by_secret(wanted.key))
        return receiver.SUITE.title, receiver.SUITE.run(told)
    if wanted.key.startswith("rh_"):
        known = platform.Platform(wanted.url, wanted.key)
        return platform.SUITE.title, platform.SUITE.run(known)
    side = peer.Peer(
        peer.Link(wanted.url, wanted.key),
        revoked=_link(wanted.url, wanted.revoked_key),
        foreign=_link(wanted.url, wanted.foreign_key),
        disabled=_link(wanted.disabled_url, wanted.disabled_key),
    )
    return peer.SUITE.title, peer.SUITE.run(side)


def _link(url: str, key: str) -> peer.Link | None:
    return peer.Link(url, key) if url and key else None


def _read(argv: Sequence[str] | None) -> argparse.Namespace:
    wanted = _parser().parse_args(argv)
    for url in filter(None, (wanted.url, wanted.disabled_url)):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            _parser().error(f"{url} is no URL such as https://hub.example")
    return wanted


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="conformance", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True)
    of_peers = parser.add_argument_group("of a peer, for the cases that need them")
    of_peers.add_argument("--revoked-key", default="", help="a key of the same link, revoked")
    of_peers.add_argument("--foreign-key", default="", help="a key of another link")
    of_peers.add_argument("--disabled-url", default="", help="the URL of a link that is disabled")
    of_peers.add_argument("--disabled-key", default="", help="and a key of it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
