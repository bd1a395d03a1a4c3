"""What an operation is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.hubspot.errors import invalid
from sandbox.hubspot.state.source import Source

Document = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """
    One call, already routed: `family` is v3, v4 or a date version.

    `params` come from the path, `query` from behind it, both decoded.
    """

    family: str
    params: Mapping[str, str]
    source: Source
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def is_date_version(self) -> bool:
        return self.family.startswith("20")

    @property
    def enforces_rules(self) -> bool:
        """
        Tell whether an administrator's rules bind this call.

        Source: HubSpot developer changelog, "CRM API Write Validation Enforcement": as of 2026-09.
        """
        return self.is_date_version and self.family >= "2026-09"

    def names(self, parameter: str) -> list[str]:
        """Return a query parameter that lists names, repeated or with commas."""
        return [each.strip() for each in self.query.get(parameter, "").split(",") if each.strip()]

    def number(self, parameter: str, otherwise: int) -> int:
        """
        Return a query parameter that is a whole number.

        Raises:
            ApiError: it is none.
        """
        text = self.query.get(parameter) or str(otherwise)
        if not text.isdigit():
            raise invalid(f"{parameter} is not a number: {text}")
        return int(text)

    def document(self) -> Document:
        """
        Return the body as an object.

        Raises:
            ApiError: it is none.
        """
        if not isinstance(self.body, dict):
            raise invalid("Invalid input JSON: an object is expected")
        return self.body

    def required(self, *members: str) -> Document:
        """
        Return the body when it has these members.

        Raises:
            ApiError: one is missing.
        """
        body = self.document()
        missing = [name for name in members if body.get(name) is None]
        if missing:
            listed = ", ".join(missing)
            raise invalid(f"Invalid input JSON: Some required fields were not set: [{listed}]")
        return body

    def inputs(self, limit: int = 100) -> list[Document]:
        """
        Return the inputs of a batch.

        Raises:
            ApiError: none, or too many.
        """
        inputs = self.required("inputs")["inputs"]
        if not isinstance(inputs, list) or not all(isinstance(each, dict) for each in inputs):
            raise invalid("Invalid input JSON: inputs is a list of objects")
        if len(inputs) > limit:
            raise invalid(f"The maximum number of inputs is {limit}; there are {len(inputs)}.")
        return inputs


@dataclass(frozen=True)
class Reply:
    """A status and a document; no document is an empty body."""

    status: HTTPStatus
    document: Any = None


def ok(document: Any) -> Reply:
    return Reply(HTTPStatus.OK, document)


def created(document: Any) -> Reply:
    return Reply(HTTPStatus.CREATED, document)


def no_content() -> Reply:
    return Reply(HTTPStatus.NO_CONTENT)
