"""Run the sandbox by itself: `python -m sandbox.partner_central --port 0`."""

import argparse
import signal
import sys
import threading

from sandbox.partner_central.eventbridge import EventBridgeSink
from sandbox.partner_central.server import PartnerCentralServer
from sandbox.partner_central.service import PartnerCentral


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    wanted = _arguments()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    sink = EventBridgeSink(wanted.events_endpoint) if wanted.events_endpoint else None
    central = PartnerCentral(on_event=sink, account=wanted.account, seed=wanted.seed)
    central.behave(
        accept_delay_seconds=wanted.accept_delay_seconds,
        contact_delay_seconds=wanted.contact_delay_seconds,
    )
    with _listening(central, wanted.port) as server:
        print(f"ready {server.url}", flush=True)
        stopped.wait()
    if sink:
        sink.close()


def _listening(central: PartnerCentral, port: int) -> PartnerCentralServer:
    try:
        return PartnerCentralServer(central, port=port)
    except OSError as error:
        sys.exit(f"cannot listen on 127.0.0.1:{port}: {error}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox.partner_central", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--events-endpoint", help="an EventBridge API, e.g. an emulator's")
    parser.add_argument("--account", default="111122223333", help="the partner's AWS account")
    parser.add_argument("--accept-delay-seconds", type=float, default=0)
    parser.add_argument("--contact-delay-seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, help="mint the same ids in every run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
