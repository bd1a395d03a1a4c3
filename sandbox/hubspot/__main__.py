"""Run the sandbox by itself: `python -m sandbox.hubspot --port 0`."""

import argparse

from sandbox.hubspot.portal import HubSpot
from sandbox.hubspot.server import HubSpotServer
from sandbox.hubspot.setup import PORTAL_ID
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    wanted = _arguments()
    portal = HubSpot(
        portal_id=wanted.portal_id,
        is_prepared=not wanted.bare,
        is_enterprise=not wanted.below_enterprise,
    )
    portal.behave(webhook_url=wanted.webhook_url, search_lag_seconds=wanted.search_lag_seconds)
    serve_until_stopped(lambda: HubSpotServer(portal, port=wanted.port), port=wanted.port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox.hubspot", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--portal-id", type=int, default=PORTAL_ID)
    parser.add_argument("--webhook-url", default="", help="where events are posted")
    parser.add_argument("--search-lag-seconds", type=float, default=0)
    parser.add_argument("--bare", action="store_true", help="without referral_hub_id and referral")
    parser.add_argument("--below-enterprise", action="store_true", help="without custom objects")
    return parser.parse_args()


if __name__ == "__main__":
    main()
