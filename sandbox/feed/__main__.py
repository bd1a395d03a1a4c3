"""Run the sandbox by itself: `python -m sandbox.feed --port 0`."""

import argparse

from sandbox.feed.partner import FeedPartner
from sandbox.feed.server import FeedServer
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="sandbox.feed", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="", help="what callers must show; empty lets all in")
    wanted = parser.parse_args()
    partner = FeedPartner(token=wanted.token)
    serve_until_stopped(lambda: FeedServer(partner, port=wanted.port), port=wanted.port)


if __name__ == "__main__":
    main()
