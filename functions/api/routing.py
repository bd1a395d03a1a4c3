"""
Find the operation of a request.

Written out and not taken from Powertools: its resolver keeps the request in a class attribute,
which two threads would share, knows no 405, writes request bodies into its debug log, and takes
longer to import than all the rest of the API.
"""

from __future__ import annotations

import re

from .http import Request
from .operations import operations_near
from .operations.operation import PARAMETERS, Operation
from .refusals import MethodNotAllowed, UnknownRoute


def find(request: Request) -> tuple[Operation, dict[str, str]]:
    """
    Return the operation, and the parameters in its path.

    Raises:
        UnknownRoute: no operation has this path.
        MethodNotAllowed: the path has others.
    """
    near = operations_near(request.path)
    there = [(o, path) for o in near if (path := o.match(request.path)) is not None]
    for operation, path in there:
        if operation.method == request.method:
            return operation, path
    if not there:
        raise UnknownRoute("there is nothing at this path")
    allow = ", ".join(operation.method for operation, _ in there)
    raise MethodNotAllowed("this path has other methods", allow=allow)


def must_be_well_formed(path: dict[str, str]) -> None:
    """
    Raises:
        UnknownRoute: a parameter is none that the hub gives out.
    """
    for name, value in path.items():
        if not re.fullmatch(PARAMETERS[name], value):
            raise UnknownRoute(f"the {name} in the path cannot be one")
