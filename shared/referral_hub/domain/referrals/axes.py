"""The axes of a referral: each says one thing, and none says two."""

from enum import StrEnum


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTGOING = "outgoing"


class Status(StrEnum):
    """Where the hand-over of an inbound referral stands."""

    PENDING_ACCEPTANCE = "pending_acceptance"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"


class OutgoingStatus(StrEnum):
    """Where the hand-over of an outgoing referral stands; a draft is `pending`."""

    PENDING = "pending"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Stage(StrEnum):
    """Where the sale stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WON = "won"
    LOST = "lost"
    JUNK = "junk"


# Where nobody sells any more.
OVER = (Stage.LOST, Stage.JUNK)


class Progress(StrEnum):
    """How far the hub is with what the decision asks of it."""

    AWAITING_DECISION = "awaiting_decision"
    CARRYING_OUT = "carrying_out"
    AWAITING_CONTACT = "awaiting_contact"
    CARRYING_CONTACTS = "carrying_contacts"
    CONTACT_OVERDUE = "contact_overdue"
    DONE = "done"
    FAILED = "failed"
