"""Run the sandbox by itself: `python -m sandbox.salesforce --port 0`."""

import argparse
from pathlib import Path

from sandbox.eventbridge import EventBridgeSink
from sandbox.salesforce.server import SalesforceServer
from sandbox.salesforce.service import Salesforce
from sandbox.salesforce.sessions import App
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    wanted = _arguments()
    sink = EventBridgeSink(wanted.events_endpoint) if wanted.events_endpoint else None
    certificate = wanted.certificate.read_text() if wanted.certificate else ""
    app = App(wanted.consumer_key, wanted.consumer_secret, certificate)
    org = Salesforce(on_event=sink, app=app, seed=wanted.seed)
    serve_until_stopped(lambda: SalesforceServer(org, port=wanted.port), port=wanted.port)
    if sink:
        sink.close()


def _arguments() -> argparse.Namespace:
    plain = App()
    parser = argparse.ArgumentParser(prog="sandbox.salesforce", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--events-endpoint", help="an EventBridge API, e.g. an emulator's")
    parser.add_argument("--consumer-key", default=plain.consumer_key)
    parser.add_argument("--consumer-secret", default=plain.consumer_secret)
    parser.add_argument(
        "--certificate", type=Path, help="PEM of the certificate or public key of the JWT flow"
    )
    parser.add_argument("--seed", type=int, help="mint the same ids in every run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
