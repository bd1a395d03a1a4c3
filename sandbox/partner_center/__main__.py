"""Run the sandbox by itself: `python -m sandbox.partner_center --port 0`."""

import argparse
from pathlib import Path

from sandbox.partner_center.center import Check, PartnerCenter
from sandbox.partner_center.identity.tokens import App
from sandbox.partner_center.server import PartnerCenterServer
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    wanted = _arguments()
    app = App(wanted.tenant, wanted.client_id, wanted.client_secret, wanted.refresh_token)
    center = PartnerCenter(app=app, check=_check(wanted.specification))
    serve_until_stopped(lambda: PartnerCenterServer(center, port=wanted.port), port=wanted.port)


def _check(specification: Path | None) -> Check | None:
    if specification is None:
        return None
    from sandbox.partner_center.specification import Specification  # noqa: PLC0415 - needs jsonschema

    return Specification.read(specification).check


def _arguments() -> argparse.Namespace:
    plain = App()
    parser = argparse.ArgumentParser(prog="sandbox.partner_center", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--tenant", default=plain.tenant)
    parser.add_argument("--client-id", default=plain.client_id)
    parser.add_argument("--client-secret", default=plain.client_secret, help='"": a public client')
    parser.add_argument("--refresh-token", default=plain.refresh_token)
    parser.add_argument("--specification", type=Path, help="the connector's, to check everything")
    return parser.parse_args()


if __name__ == "__main__":
    main()
