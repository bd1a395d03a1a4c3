"""
Make the first admin key of a hub in AWS: `python -m local.first_key [stack]`.

The API issues every other key, but it needs one to be asked. Whoever runs this needs AWS
credentials that may describe the stack and write its table.
"""

import sys
from datetime import UTC, datetime

import boto3

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.application.access import issue_key
from referral_hub.domain.access import Role
from referral_hub.records.settings import AccessKeys, Partners


def main() -> None:
    stack = sys.argv[1] if len(sys.argv) > 1 else "ReferralHub"
    table = DynamoTable(boto3.client("dynamodb"), _table_name(stack))
    issued = issue_key(
        role=Role.ADMIN,
        name="first",
        now=datetime.now(UTC),
        keys=AccessKeys(table),
        partners=Partners(table),
    )
    print(issued.key)


def _table_name(stack: str) -> str:
    (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    return str(outputs["TableName"])


if __name__ == "__main__":
    main()
