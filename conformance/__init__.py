"""
The conformance kit: does a peer's hub, a hub's API or a partner's receiver keep to the protocol?

It knows nothing of the hub: whoever wrote the other side from docs/access-referrals.md and
docs/webhooks.md is held to what these pages say, not to how this project does it.
"""
