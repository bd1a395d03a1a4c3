"""What a REST resource answers, before it is written as bytes; and the call it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.http_door import Answer, Request
from sandbox.salesforce.errors import refusal
from sandbox.salesforce.org.state import Caller, Org


@dataclass(frozen=True)
class Reply:
    """A status, a JSON document (None: no body) and headers."""

    status: int
    document: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_answer(self) -> Answer:
        if self.document is None:
            return Answer(self.status, headers=self.headers)
        return Answer.of(self.status, self.document).with_headers(self.headers)


@dataclass(frozen=True)
class Call:
    """
    One call, or subrequest, of an authenticated user.

    `path` is what follows `/services/data/vNN.0`; `must_all` is set by an all-or-none composite.
    """

    org: Org
    caller: Caller
    version: str
    path: str
    request: Request
    must_all: bool = False

    @property
    def base(self) -> str:
        return f"/services/data/v{self.version}"

    def body(self) -> Any:
        """
        Read the JSON body.

        Raises:
            SalesforceError: JSON_PARSER_ERROR.
        """
        try:
            return self.request.json()
        except ValueError as error:
            message = f"Unexpected character at [line:1, column:1]: {error}"
            raise refusal("JSON_PARSER_ERROR", message) from error

    def fields(self) -> Mapping[str, Any]:
        """
        Read a body that is one record.

        Raises:
            SalesforceError: JSON_PARSER_ERROR.
        """
        body = self.body()
        if not isinstance(body, dict):
            message = "Cannot deserialize instance of sObject at [line:1, column:1]"
            raise refusal("JSON_PARSER_ERROR", message)
        return body

    def asks(self, name: str) -> bool:
        return self.request.query.get(name, "").lower() == "true"
