"""What is written to whoever asked for a batch, when it is finished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from referral_hub.domain.mail import Mail

from .batch import Batch, BatchRow, RowOutcome, RowProblem, Tally


def mail_of(batch: Batch, rows: Sequence[BatchRow], *, url: str) -> Mail:
    """
    Tell what became of it, and every error. Ids, names of fields and our own words are all that it
    says: nothing of what stands in the CRM.
    """
    tally = Tally.of(rows)
    there = tally.created + tally.existing
    subject = f"Referrals to {batch.partner_id}: {there} of {tally.total} are there"
    if tally.failed:
        subject += f", {tally.failed} failed"
    return Mail(to=batch.notify, subject=subject, text="\n".join(_lines(batch, rows, url)) + "\n")


def _lines(batch: Batch, rows: Sequence[BatchRow], url: str) -> Iterator[str]:
    tally = Tally.of(rows)
    yield f"Opportunities that were to be shared with {batch.partner_id}: {tally.total}"
    yield f"New referrals: {tally.created}, there already: {tally.existing}, failed: {tally.failed}"
    failed = [row for row in rows if row.outcome is RowOutcome.FAILED]
    if failed:
        yield from ("", "These failed:")
    for row in failed:
        yield from ("", row.opportunity_id)
        yield from (f"  {_told(problem)}" for problem in row.problems)
    yield from ("", f"Every row, with a link to its referral: {url}")


def _told(problem: RowProblem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message
