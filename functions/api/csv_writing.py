"""
Writes CSV files (RFC 4180), the same bytes for the same rows.

A cell that a spreadsheet would take for a formula gets an apostrophe in front
(owasp.org/www-community/attacks/CSV_Injection); an amount below zero is none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from io import StringIO

from .http import Answer

_BEGINS_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Answer:
    """Answer with a file that has a line for each row, after one that names the columns."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    said = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Answer(HTTPStatus.OK, text.getvalue(), said, "text/csv; charset=utf-8")


def _harmless(cell: str) -> str:
    formula = cell.startswith(_BEGINS_A_FORMULA) and not _AMOUNT.fullmatch(cell)
    return f"'{cell}" if formula else cell
