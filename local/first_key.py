"""
Make the first admin key of a hub in AWS: `python -m local.first_key [stack]`.

The API issues every other key, but it needs one to be asked. Whoever runs this needs AWS
credentials that may describe the stack and write its table.
"""

import os
import sys
from datetime import UTC, datetime

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.application.access import issue_key
from referral_hub.domain.access import Role
from referral_hub.records.access_keys import AccessKeys
from referral_hub.records.partners import Partners


def main() -> None:
    stack = sys.argv[1] if len(sys.argv) > 1 else "ReferralHub"
    # The CDK command line takes AWS_REGION, which boto3 alone would not look at.
    aws = boto3.session.Session(region_name=os.environ.get("AWS_REGION"))
    try:
        print(first_key(aws, stack))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"No key was made: {error}")


def first_key(aws: boto3.session.Session, stack: str) -> str:
    """Issue an admin key in the table of a deployed stack and return it."""
    table = DynamoTable(aws.client("dynamodb"), _table_name(aws, stack))
    issued = issue_key(
        role=Role.ADMIN,
        name="first",
        now=datetime.now(UTC),
        keys=AccessKeys(table),
        partners=Partners(table),
    )
    return issued.key


def _table_name(aws: boto3.session.Session, stack: str) -> str:
    (found,) = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    return str(outputs["TableName"])


if __name__ == "__main__":
    main()
