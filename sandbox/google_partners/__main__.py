"""Run the sandbox by itself: `python -m sandbox.google_partners --port 0`."""

import argparse

from sandbox.google_partners.partners import GooglePartners
from sandbox.google_partners.server import GooglePartnersServer
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT; `/_sandbox/key` shows the key of the service account."""
    parser = argparse.ArgumentParser(prog="sandbox.google_partners", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--partner-id", default="8210", help="whose opportunities there are")
    wanted = parser.parse_args()
    google = GooglePartners(partner_id=wanted.partner_id)
    serve_until_stopped(lambda: GooglePartnersServer(google, port=wanted.port), port=wanted.port)


if __name__ == "__main__":
    main()
