"""The receiver over HTTP."""

from typing import Any

from sandbox.http_door import Answer, HttpDoor, NotHereError, Request
from sandbox.webhook_receiver.receiver import Receiver


class ReceiverDoor(HttpDoor):
    receiver: Receiver

    def serve(self, request: Request) -> Answer:
        if request.method != "POST":
            raise NotHereError(request.path)
        return self.receiver.receive(request)

    def control(self, request: Request) -> Any:
        match request.path.removeprefix("/_sandbox/"):
            case "messages":
                return self.receiver.told()
            case "behave":
                return self.receiver.behave(**request.json())
            case "secret":
                self.receiver.secret = str(request.json()["secret"])
                return {}
        raise KeyError(request.path)


def door_to(receiver: Receiver) -> type[ReceiverDoor]:
    return type("Door", (ReceiverDoor,), {"receiver": receiver})
