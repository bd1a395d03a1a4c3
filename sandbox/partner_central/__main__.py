"""Run the sandbox by itself: `python -m sandbox.partner_central --port 0`."""

import argparse

from sandbox.eventbridge import EventBridgeSink
from sandbox.partner_central.server import PartnerCentralServer
from sandbox.partner_central.service import PartnerCentral
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    wanted = _arguments()
    sink = EventBridgeSink(wanted.events_endpoint) if wanted.events_endpoint else None
    central = PartnerCentral(on_event=sink, account=wanted.account, seed=wanted.seed)
    central.behave(
        accept_delay_seconds=wanted.accept_delay_seconds,
        contact_delay_seconds=wanted.contact_delay_seconds,
        aws_quotas=wanted.aws_quotas,
    )
    serve_until_stopped(lambda: PartnerCentralServer(central, port=wanted.port), port=wanted.port)
    if sink:
        sink.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox.partner_central", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--events-endpoint", help="an EventBridge API, e.g. an emulator's")
    parser.add_argument("--account", default="111122223333", help="the partner's AWS account")
    parser.add_argument("--accept-delay-seconds", type=float, default=0)
    parser.add_argument("--contact-delay-seconds", type=float, default=0)
    parser.add_argument("--aws-quotas", action="store_true", help="refuse what AWS would refuse")
    parser.add_argument("--seed", type=int, help="mint the same ids in every run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
