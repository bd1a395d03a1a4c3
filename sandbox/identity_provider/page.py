"""The page on which one picks whom to be."""

from collections.abc import Iterable, Mapping
from html import escape

from sandbox.http_door import Answer

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in: identity provider</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 30rem; margin: 2rem auto; padding: 0 1rem }}
button {{ font: inherit; display: block; width: 100%; margin: .5rem 0; padding: .5rem }}
</style>
<h1>Who are you?</h1>
<p>A stand-in for your organisation's sign-in. It asks for no password.</p>
<form method="post" action="/authorize">
{asked}
{people}
</form>
</html>
"""


def of(query: Mapping[str, str], emails: Iterable[str]) -> Answer:
    """Show the people to a browser; `query` comes back with whoever is picked."""
    asked = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in query.items()
    )
    people = "\n".join(
        f'<button name="email" value="{escape(email)}">{escape(email)}</button>' for email in emails
    )
    text = _PAGE.format(asked=asked, people=people)
    return Answer(200, text.encode(), content_type="text/html; charset=utf-8")
