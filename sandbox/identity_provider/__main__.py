"""Run the sandbox by itself: `python -m sandbox.identity_provider --port 0`."""

import argparse

from sandbox.identity_provider.provider import IdentityProvider, Person
from sandbox.identity_provider.server import IdentityProviderServer
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT; `/_sandbox/token?email=...` signs somebody in."""
    parser = argparse.ArgumentParser(prog="sandbox.identity_provider", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--client-id", default="referral-hub", help="whom its tokens are for")
    parser.add_argument("--person", action="append", default=[], help="an e-mail address")
    wanted = parser.parse_args()
    people = [Person(email) for email in wanted.person]
    provider = IdentityProvider(people, client_id=wanted.client_id)
    serve_until_stopped(
        lambda: IdentityProviderServer(provider, port=wanted.port), port=wanted.port
    )


if __name__ == "__main__":
    main()
