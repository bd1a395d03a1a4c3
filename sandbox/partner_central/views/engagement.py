"""An engagement as a whole and as a row."""

from typing import Any

from sandbox.partner_central.state.engagement import AWS, Context, Engagement


def whole(engagement: Engagement) -> dict[str, Any]:
    """Show GetEngagement."""
    return {
        **_head(engagement),
        "Description": engagement.description,
        "Contexts": [_context(context) for context in engagement.contexts],
    }


def row(engagement: Engagement) -> dict[str, Any]:
    """Show one row of ListEngagements."""
    return {**_head(engagement), "ContextTypes": engagement.context_types}


def _head(engagement: Engagement) -> dict[str, Any]:
    return {
        "Id": engagement.id,
        "Arn": engagement.arn,
        "Title": engagement.title,
        "CreatedAt": engagement.created_at,
        "CreatedBy": AWS,
        "MemberCount": 2,
        "ModifiedAt": engagement.modified_at,
        "ModifiedBy": engagement.modified_by,
    }


def _context(context: Context) -> dict[str, Any]:
    return {"Id": context.id, "Type": context.type, "Payload": {context.type: context.payload}}
