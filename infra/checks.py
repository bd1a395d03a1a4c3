"""What the stack must pass while it is synthesized, and how an exception is written down."""

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import IConstruct


def check(app: App) -> None:
    """Make synthesis fail on a finding of the AWS Solutions or the Serverless rules."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def acknowledge(construct: IConstruct, *rules: str, because: str) -> None:
    """
    Accept findings on one construct; the reason stays beside the resource it is about.

    Args:
        rules: Rule ids as the packs print them, for instance `AwsSolutions-L1`.
    """
    for rule in rules:
        pack = rule.partition("-")[0]
        Validations.of(construct).acknowledge(Acknowledgment(id=f"{pack}::{rule}", reason=because))
