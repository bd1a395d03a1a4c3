"""The referral book: who answers from a copy of it, who keeps the copy that they begin with."""

from __future__ import annotations

from aws_cdk import CfnParameter, Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.checks import acknowledge
from infra.hub_function import HubFunction
from infra.ingress import Ingress
from infra.referral_store import ReferralStore
from infra.schedules import Schedules
from referral_hub.settings import BOOK_SNAPSHOT

# The only path that needs a copy: all others are answered from the table.
_PATH = "/v1/referral-book"


class ReferralBook(Construct):
    """
    A bucket with the newest snapshot, a function that keeps it, and one that answers.

    A snapshot is what is in the table, people included: it is encrypted, closed, and an older one
    is gone a day after it was replaced, so that what was erased is.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.bucket = s3.Bucket(
            self,
            "Snapshots",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=Duration.days(1),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            # It is made of the table, and can be made of it again.
            removal_policy=RemovalPolicy.RETAIN,
        )
        acknowledge(
            self.bucket,
            "AwsSolutions-S1",
            because="Two functions of this stack use it; their own logs say when.",
        )

    def connect(
        self,
        *,
        store: ReferralStore,
        ingress: Ingress,
        schedules: Schedules,
        reader: HubFunction,
        keeper: HubFunction,
        minutes: CfnParameter,
    ) -> None:
        """Let `reader` answer for the path of the book, and wake `keeper` every so many minutes."""
        ingress.serve(_PATH, integrations.HttpLambdaIntegration("Book", reader.function))
        schedules.wake(keeper, minutes=minutes)
        store.may_be_read_by(reader)
        store.may_be_changed_by(keeper)
        for function in (reader, keeper):
            function.learns(book_bucket=self.bucket.bucket_name)
            function.may("s3:GetObject", on=[self.bucket.arn_for_objects(BOOK_SNAPSHOT)])
            # Without it S3 does not tell a missing snapshot from a forbidden one.
            function.may("s3:ListBucket", on=[self.bucket.bucket_arn])
        keeper.may("s3:PutObject", on=[self.bucket.arn_for_objects(BOOK_SNAPSHOT)])
