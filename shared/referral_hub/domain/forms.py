"""Forms: the fields that a record may have, and what is wrong with the values of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from .shapes import Frozen, known_day

# Field values as people type them: text. A CRM adapter converts to the CRM's own types.
Fields = Mapping[str, str]

_MAX_TEXT = 4000
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,3})?")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
CHOICES = "choices"


class FormField(Frozen):
    """
    One field of a record, as the system describes it that keeps it: the CRM, or a partner.

    `type` is text, amount, number, date, boolean, choice or choices. A choice has `options`, the
    values that the system takes, and with `open_options` any other as well; choices are several of
    them, with semicolons in between. A field that is not `writable` is read only.
    """

    name: str
    label: str
    type: str = "text"
    required: bool = False
    writable: bool = True
    max_length: int = _MAX_TEXT
    options: tuple[str, ...] = ()
    open_options: bool = False

    @property
    def as_offered(self) -> FormField:
        """The field for whoever writes a policy: a value that is not offered is a mistake there."""
        return self.model_copy(update={"open_options": False})

    def problem(self, text: str) -> str:
        """Say in plain words why the CRM would refuse this text; empty when it would not."""
        if not text.strip():
            return "is required" if self.required else ""
        if not self.writable:
            return "cannot be written"
        if len(text) > self.max_length:
            return f"is longer than {self.max_length} characters"
        if self.options and not self.open_options and not self._is_offered(text):
            several = "one or more" if self.type == CHOICES else "one"
            return f"must be {several} of: {', '.join(self.options)}"
        form = _FORMS.get(self.type)
        return "" if form is None or form.fits(text) else f"must be {form.told}"

    def _is_offered(self, text: str) -> bool:
        """Semicolons alone choose nothing."""
        picked = set(chosen(text)) if self.type == CHOICES else {text}
        return bool(picked) and picked <= set(self.options)


class _Form(NamedTuple):
    told: str
    fits: Callable[[str], bool]


def _is_date(text: str) -> bool:
    try:
        # Python reads week dates and dates without dashes too; CRMs do not.
        return known_day(date.fromisoformat(text)).isoformat() == text
    except ValueError:
        return False


_FORMS: Mapping[str, _Form] = {
    "amount": _Form("an amount such as 12500.00", lambda text: bool(_AMOUNT.fullmatch(text))),
    "number": _Form("a number such as 12.5", lambda text: bool(_NUMBER.fullmatch(text))),
    "date": _Form("a date such as 2027-03-31", _is_date),
    "boolean": _Form("true or false", lambda text: text in ("true", "false")),
}


def chosen(text: str) -> tuple[str, ...]:
    """Take several choices apart."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def field_problems(described: Iterable[FormField], fields: Fields) -> dict[str, str]:
    """
    Check the fields of a new record against the CRM's description: every problem, by field name.
    """
    known = {field.name: field for field in described}
    strange = {name: "is no field of this object" for name in fields if name not in known}
    wrong = {name: field.problem(fields.get(name, "")) for name, field in known.items()}
    return strange | {name: problem for name, problem in wrong.items() if problem}


def change_problems(described: Iterable[FormField], fields: Fields) -> dict[str, str]:
    """Check what a record is given that is there, and so has what it requires."""
    return field_problems((field for field in described if field.name in fields), fields)
