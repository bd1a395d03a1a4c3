"""What the admin of a peer is written: the Referral URL, and the key if it must be."""

from __future__ import annotations

from referral_hub.domain.mail import Mail

KEY_IN_MAIL = (
    "The key is in the mail: whoever reads it can send in the peer's name. Rotate it once the other"
    " side has it and the mail is gone, or hand the next one over by another way."
)
_WITH_KEY = """
Referral key: {key}

Whoever has read this mail can send deals in your name. Enter the key now, delete this mail, and
let us know if anybody else may have seen it: we draw a new one.
"""
_WITHOUT_KEY = """
You get the Referral key that belongs to it by another way.
"""
_TEXT = """Good day {name},

we have set up a link for you, {link}: your hub can send deals to ours.

Referral URL: {url}
{about_key}
Enter both where you connect us as a peer; the protocol is in docs/access-referrals.md.
"""


def link_mail(*, name: str, email: str, link: str, url: str, key: str = "") -> Mail:
    """Write to `name`; an empty key is not in it."""
    about_key = _WITH_KEY.format(key=key) if key else _WITHOUT_KEY
    text = _TEXT.format(name=name, link=link, url=url, about_key=about_key)
    return Mail(to=email, subject=f"Referral link: {link}", text=text)
