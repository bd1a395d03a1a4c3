"""A partner's JSON feed over HTTP: well behaved, until a control call says otherwise."""

from sandbox.feed.partner import FeedPartner
from sandbox.feed.server import FeedServer

__all__ = ["FeedPartner", "FeedServer"]
