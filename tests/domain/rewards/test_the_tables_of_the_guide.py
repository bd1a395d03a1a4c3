"""docs/rewards.md says what becomes of a reward in each situation, and so it is, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain.rewards.situations import (
    ENDS,
    HAPPENINGS,
    MEANWHILE,
    ON_ITS_WAY,
    SITUATIONS,
    outcome,
)

GUIDE = (Path(__file__).parents[3] / "docs/rewards.md").read_text()


def table(first: str) -> dict[tuple[str, str], str]:
    """Read the table whose first column is called so, by row and column."""
    lines = GUIDE.partition(f"\n| {first} |")[2].partition("\n\n")[0].splitlines()
    columns = [name.strip() for name in lines[0].split("|")[:-1]]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]
    return {
        (row[0], column): cell
        for row in rows
        for column, cell in zip(columns, row[1:], strict=True)
    }


HAPPENED, ENDED = table("a reward that"), table("meanwhile")


def test_the_tables_have_every_situation() -> None:
    assert set(HAPPENED) == {(s, h) for s in SITUATIONS for h in HAPPENINGS}
    assert set(ENDED) == {(m, e) for m in MEANWHILE for e in ENDS}


@pytest.mark.parametrize(("cell", "said"), HAPPENED.items(), ids=str)
def test_what_becomes_of_a_reward(cell: tuple[str, str], said: str) -> None:
    situation, happening = cell

    assert outcome(SITUATIONS[situation], HAPPENINGS[happening]) == said


@pytest.mark.parametrize(("cell", "said"), ENDED.items(), ids=str)
def test_what_becomes_of_a_reward_that_was_on_its_way(cell: tuple[str, str], said: str) -> None:
    meanwhile, end = cell

    assert outcome(ON_ITS_WAY, lambda r: ENDS[end](MEANWHILE[meanwhile](r))) == said
