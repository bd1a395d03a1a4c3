"""The hub's one table: referrals and everything that hangs on them."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.hub_function import HubFunction

_TEXT = dynamodb.AttributeType.STRING


class ReferralStore(Construct):
    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=_TEXT),
            sort_key=dynamodb.Attribute(name="sk", type=_TEXT),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            time_to_live_attribute="ttl",
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        # One attribute sorts what people list: a referral has one place in time. By changes, the
        # copies of the book follow.
        lists = [self._index(name, "listed") for name in ("by_status", "by_partner", "by_problem")]
        self.indexes = [*lists, self._index("by_change", "changed")]

    def may_be_read_by(self, *readers: HubFunction) -> None:
        for reader in readers:
            reader.may(
                "dynamodb:BatchGetItem",
                "dynamodb:GetItem",
                "dynamodb:Query",
                on=[self.table.table_arn, *self.indexes],
            )

    def may_be_changed_by(self, *writers: HubFunction) -> None:
        """Allow reading items and replacing whole ones, which is how the hub writes."""
        self.may_be_read_by(*writers)
        for writer in writers:
            writer.may("dynamodb:PutItem", on=[self.table.table_arn])

    def may_be_counted_by(self, *receivers: HubFunction) -> None:
        """Allow giving referrals their numbers, which are counted in place."""
        for receiver in receivers:
            receiver.may("dynamodb:UpdateItem", on=[self.table.table_arn])

    def may_be_emptied_by(self, *functions: HubFunction) -> None:
        for function in functions:
            function.may("dynamodb:DeleteItem", on=[self.table.table_arn])

    def _index(self, name: str, sort: str) -> str:
        """Add an index of keys only, so that a write to it stays small; return its ARN."""
        self.table.add_global_secondary_index(
            index_name=name,
            partition_key=dynamodb.Attribute(name=name, type=_TEXT),
            sort_key=dynamodb.Attribute(name=sort, type=_TEXT),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        return f"{self.table.table_arn}/index/{name}"
