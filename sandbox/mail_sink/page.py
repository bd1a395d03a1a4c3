"""The page that shows what was sent, newest first."""

from collections.abc import Sequence
from html import escape

from sandbox.http_door import Answer
from sandbox.mail_sink.sink import Mail

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="5">
<title>{count}: mail sink</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
article {{ border-top: 1px solid #999; padding: 1rem 0 }}
h2 {{ font-size: 1.1rem; margin: 0 }}
dl {{ margin: .5rem 0; color: #555 }}
dt, dd {{ display: inline; margin: 0 }}
dd::after {{ content: ""; display: block }}
pre {{ font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }}
</style>
<h1>{count}</h1>
<p>What the hub sent by e-mail on this machine. Nothing of it went anywhere.</p>
{mails}
</html>
"""
_MAIL = """<article>
<h2>{subject}</h2>
<dl><dt>To</dt> <dd>{to}</dd><dt>From</dt> <dd>{sender}</dd><dt>At</dt> <dd>{at}</dd></dl>
<pre>{text}</pre>
</article>"""


def of(mails: Sequence[Mail]) -> Answer:
    """Show the mails to a browser."""
    count = "No mails yet" if not mails else f"{len(mails)} mail{'s' * (len(mails) > 1)}"
    shown = "\n".join(_shown(mail) for mail in reversed(mails))
    page = _PAGE.format(count=count, mails=shown)
    return Answer(200, page.encode(), content_type="text/html; charset=utf-8")


def _shown(mail: Mail) -> str:
    return _MAIL.format(
        subject=escape(mail.subject),
        to=escape(", ".join(mail.to)),
        sender=escape(mail.sender),
        at=escape(mail.at),
        text=escape(mail.text),
    )
