"""Run the sandbox by itself: `python -m sandbox.mail_sink --port 0`."""

import argparse

from sandbox.mail_sink.server import MailSinkServer
from sandbox.mail_sink.sink import MailSink
from sandbox.server import serve_until_stopped


def main() -> None:
    """Serve until SIGTERM or SIGINT; the address shows the mails to a browser."""
    parser = argparse.ArgumentParser(prog="sandbox.mail_sink", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--verified", default="", help="the only address that may send")
    wanted = parser.parse_args()
    sink = MailSink(verified=wanted.verified)
    serve_until_stopped(lambda: MailSinkServer(sink, port=wanted.port), port=wanted.port)


if __name__ == "__main__":
    main()
