"""Who of the host follows a referral up, and why it is he."""

from __future__ import annotations

from referral_hub.domain.shapes import Frozen


class Assignment(Frozen):
    """
    `owner` and `partner_manager` are e-mail addresses of users, empty where there is nobody; `why`
    says in plain words how they were found. Whoever `declined` is not asked again.
    """

    owner: str = ""
    partner_manager: str = ""
    why: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()


NOBODY = Assignment()
