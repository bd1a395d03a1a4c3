"""What is wrong with what came from outside is said in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, Field, StringConstraints, ValidationError, field_validator

from referral_hub.domain.patterns import CURRENCY, LINE, PATTERNS_SAY
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.shapes import Day, Frozen
from referral_hub.domain.wording import flaws_in


class Person(Frozen):
    name: Annotated[str, StringConstraints(min_length=1, max_length=5)]


class Letter(Frozen):
    """A shape with everything that clients, files and feeds may get wrong."""

    title: Annotated[str, StringConstraints(min_length=2, pattern=LINE)] = "OK"
    currency: Annotated[str, StringConstraints(pattern=CURRENCY)] = "EUR"
    code: Annotated[str, StringConstraints(pattern="^x+$")] = "x"
    people: tuple[Person, ...] = Field(default=(Person(name="Ada"),), min_length=1, max_length=2)
    more: tuple[str, ...] = Field(default=("a", "b"), min_length=2)
    known: tuple[Literal["a", "b"], ...] = Field(default=("a",), min_length=1)
    custom: Mapping[str, str] = {}
    stage: Stage = Stage.NEW
    count: Annotated[int, Field(ge=1, le=9)] = 1
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    wanted: bool = False
    day: Day | None = None
    at: datetime | None = None
    zoned: AwareDatetime | None = None

    @field_validator("more")
    @classmethod
    def _never_c(cls, more: tuple[str, ...]) -> tuple[str, ...]:
        if "c" in more:
            raise ValueError("must not have c")
        return more


def flaws(told: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as wrong:
        Letter.model_validate_json(json.dumps(told), strict=True)
    return {".".join(map(str, place)): why for place, why in flaws_in(wrong.value).items()}


@pytest.mark.parametrize(
    ("told", "place", "why"),
    [
        ({"title": "A"}, "title", "must have at least 2 characters"),
        ({"title": 7}, "title", "must be text"),
        (
            {"title": "a\nb"},
            "title",
            "must be one line without control characters, nor marks that turn the order of reading",
        ),
        ({"currency": "euro"}, "currency", "must be a currency's three letters, such as EUR"),
        ({"code": "y"}, "code", "must match ^x+$"),
        ({"people": []}, "people", "must have at least 1 entry"),
        ({"people": [{"name": "Ada"}] * 3}, "people", "must have at most 2 entries"),
        ({"people": [{}]}, "people.0.name", "is required"),
        ({"people": [{"name": ""}]}, "people.0.name", "must not be empty"),
        ({"people": [{"name": "Augusta"}]}, "people.0.name", "must have at most 5 characters"),
        ({"people": ["Ada"]}, "people.0", "must be an object"),
        ({"people": "Ada"}, "people", "must be a list"),
        ({"known": ["c"]}, "known.0", "must be 'a' or 'b'"),
        ({"more": ["c", "d"]}, "more", "must not have c"),
        ({"custom": []}, "custom", "must be an object"),
        ({"stage": "lost?"}, "stage", "must be 'new', 'in_progress', 'won', 'lost' or 'junk'"),
        ({"count": 0}, "count", "must be at least 1"),
        ({"count": 10}, "count", "must be at most 9"),
        ({"count": 1.5}, "count", "must be a whole number"),
        ({"count": "1"}, "count", "must be a whole number"),
        ({"share": 0}, "share", "must be more than 0.0"),
        ({"share": 1}, "share", "must be less than 1.0"),
        ({"share": "half"}, "share", "must be a number"),
        ({"wanted": "yes"}, "wanted", "must be true or false"),
        ({"at": "noon"}, "at", "must be a moment such as 2027-03-15T12:00:00Z"),
        ({"day": "Monday"}, "day", "must be a day such as 2027-09-30"),
        (
            {"zoned": "2027-03-15T12:00:00"},
            "zoned",
            "must say its time zone, as Z does in 2027-03-15T12:00:00Z",
        ),
        ({"other": 1}, "other", "is not known here"),
        ([], "", "must be an object"),
    ],
)
def test_a_flaw_is_named_with_what_the_value_must_be(told: Any, place: str, why: str) -> None:
    assert flaws(told) == {place: why}


def test_an_entry_that_is_wrong_is_not_also_a_list_that_is_too_short() -> None:
    told = {"known": ["c"], "people": [{"name": ""}, {"name": "Augusta"}]}

    assert set(flaws(told)) == {"known.0", "people.0.name", "people.1.name"}


def test_what_was_sent_is_not_repeated() -> None:
    secret = "kari@fjord.example"
    told = {"title": secret * 9 + "\n", "currency": secret, "stage": secret, "count": secret}

    assert secret not in str(flaws(told))


def test_each_pattern_is_told_in_words() -> None:
    assert not [words for words in PATTERNS_SAY.values() if "^" in words or not words]
