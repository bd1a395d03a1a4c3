"""
What the hub needs from the world. Each port has a fake in `adapters` that passes the same contract
tests.

A port is a type and no more: it knows the domain when types are checked, and loads nothing of it.
"""

from .batches import BatchQueue
from .book import Book, BookSnapshots, KeptBook
from .crm import (
    Crm,
    CrmEvents,
    KeepsOpportunities,
    KeepsSales,
    OpportunitySave,
    ProcessesReferralEvents,
    ReferralList,
    ShowsNotes,
    TracksSales,
    VetoesByItself,
)
from .crm_connection import ChosenCrm, CrmConnection
from .mail import MailSender
from .messages import About, DeadLetters, HintQueue, IntakeWorkflow, Listener, Outbound, Redelivery
from .partner_events import SignedEvents
from .partners import (
    HOPES_EVERY,
    Assesses,
    Feed,
    FeedEntry,
    FeedPage,
    HearsDeals,
    PartnerConnection,
    PartnerConnections,
    PartnerConnector,
    ReadsAgain,
    ShowsReferrals,
)
from .quota import Quota
from .sharing import TakesReferrals
from .sign_in import SignIn
from .signatures import Signatures, Signs, Verifies
from .table import INDEXES, Item, Key, Page, Table, Write
from .webhooks import WebhookQueue, WebhookSecrets, WebhookSender

__all__ = [
    "HOPES_EVERY",
    "INDEXES",
    "About",
    "Assesses",
    "BatchQueue",
    "Book",
    "BookSnapshots",
    "ChosenCrm",
    "Crm",
    "CrmConnection",
    "CrmEvents",
    "DeadLetters",
    "Feed",
    "FeedEntry",
    "FeedPage",
    "HearsDeals",
    "HintQueue",
    "IntakeWorkflow",
    "Item",
    "KeepsOpportunities",
    "KeepsSales",
    "KeptBook",
    "Key",
    "Listener",
    "MailSender",
    "OpportunitySave",
    "Outbound",
    "Page",
    "PartnerConnection",
    "PartnerConnections",
    "PartnerConnector",
    "ProcessesReferralEvents",
    "Quota",
    "ReadsAgain",
    "Redelivery",
    "ReferralList",
    "ShowsNotes",
    "ShowsReferrals",
    "SignIn",
    "Signatures",
    "SignedEvents",
    "Signs",
    "Table",
    "TakesReferrals",
    "TracksSales",
    "Verifies",
    "VetoesByItself",
    "WebhookQueue",
    "WebhookSecrets",
    "WebhookSender",
    "Write",
]
