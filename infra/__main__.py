"""The CDK app. `python -m infra` writes the template and the assets to cdk.out."""

import json
import os
from pathlib import Path

from aws_cdk import App

from infra.checks import check
from infra.event_forwarding import EventForwarding
from infra.hub_stack import HubStack

CDK_JSON = Path(__file__).parent.parent / "cdk.json"


def main() -> None:
    # The CDK command line passes the context of cdk.json; without it we read the file ourselves.
    by_file = json.loads(CDK_JSON.read_text())["context"]
    app = App(
        context=None if "CDK_CONTEXT_JSON" in os.environ else by_file,
        outdir=os.environ.get("CDK_OUTDIR", "cdk.out"),
    )
    check(app)
    name = app.node.try_get_context("stackName") or "ReferralHub"
    HubStack(app, name)
    if region := app.node.try_get_context("forwardEventsTo"):
        EventForwarding(app, f"{name}EventForwarding", to=region)
    app.synth()


if __name__ == "__main__":
    main()
