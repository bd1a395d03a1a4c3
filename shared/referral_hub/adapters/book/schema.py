"""
The file that a copy of the book is: tables and indexes of SQLite.

    entry     one row for what is shown of a referral; two where host and partner know it otherwise
    words     the trigrams of what an entry is found by, in three columns, as not all see all
    partner   the partners' ids as numbers: every other index of `entry` begins with one
    contact   which contacts of a referral have been told of
    applied   the changes taken in that a walk may meet again
    about     how far the copy is

SQLite orders the entries of an index that are alike by `id`, which is the order of numbers. So
each column is sorted by an index of its own, forwards and backwards, and a page begins anywhere.
"""

from __future__ import annotations

from referral_hub.domain.book.look import SortColumn

# Of tables, columns and what stands in them: a file of another version is not used.
VERSION = 1

HOST, PARTNER, BOTH = 1, 2, 3
SORTED = tuple(column for column in SortColumn if column is not SortColumn.NUMBER)

_KEYS = ", ".join(f"k_{column} TEXT NOT NULL" for column in SORTED)
TABLES = f"""
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, sides INTEGER NOT NULL, partner INTEGER NOT NULL,
    shared TEXT NOT NULL, host TEXT NOT NULL, people TEXT NOT NULL, doc TEXT NOT NULL, {_KEYS}
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    shared, host, people, content='', contentless_delete=1, tokenize='trigram case_sensitive 1'
);
CREATE TABLE IF NOT EXISTS partner (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS contact (number TEXT, key TEXT, PRIMARY KEY (number, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS applied (changed TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""

# Made when the entries of a new copy are there: sorting once is faster than filing one by one.
INDEXES = "\n".join(
    [
        "CREATE INDEX IF NOT EXISTS of_number ON entry (partner);",
        *(f"CREATE INDEX IF NOT EXISTS by_{c} ON entry (k_{c});" for c in SORTED),
        *(f"CREATE INDEX IF NOT EXISTS of_{c} ON entry (partner, k_{c});" for c in SORTED),
    ]
)

_NAMES = ("id", "sides", "partner", "shared", "host", "people", "doc")
_COLUMNS = (*_NAMES, *(f"k_{column}" for column in SORTED))
ADD_ENTRY = f"INSERT INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
ADD_WORDS = "INSERT INTO words (rowid, shared, host, people) VALUES (?, ?, ?, ?)"
