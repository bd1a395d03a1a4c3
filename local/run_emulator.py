"""
Start the emulator, in its own environment, with one more door open.

EventBridge lets nobody but AWS publish under a source that begins with `aws.`, and its emulator
holds us to that. Here the sandbox plays AWS, so its events must get through unchanged.
"""

import sys

from ministack import app
from ministack.services import eventbridge


def main() -> None:
    put = eventbridge._put_events  # noqa: SLF001 - the version is pinned, and there is no switch
    if put.__defaults__ != (False,):
        sys.exit("This emulator decides otherwise who may send aws.* events: see run_emulator.py.")
    put.__defaults__ = (True,)
    app.main()


if __name__ == "__main__":
    main()
