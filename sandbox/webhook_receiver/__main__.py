"""Run the sandbox by itself: `python -m sandbox.webhook_receiver --port 0`."""

import argparse

from sandbox.server import serve_until_stopped
from sandbox.webhook_receiver.receiver import Receiver
from sandbox.webhook_receiver.server import ReceiverServer


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="sandbox.webhook_receiver", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--secret", default="", help="whsec_..., as the hub showed it")
    wanted = parser.parse_args()
    receiver = Receiver(secret=wanted.secret)
    serve_until_stopped(lambda: ReceiverServer(receiver, port=wanted.port), port=wanted.port)


if __name__ == "__main__":
    main()
