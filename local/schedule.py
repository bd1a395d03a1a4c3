"""What the schedule does every few minutes, for whom that is too long."""

import boto3


def run_now(emulator_url: str, function: str) -> None:
    """Invoke a scheduled function, such as `PollPartnerFeeds`, as its schedule does."""
    client = boto3.client(
        "lambda",
        region_name="us-east-1",
        endpoint_url=emulator_url,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    names = [each["FunctionName"] for each in client.list_functions()["Functions"]]
    (name,) = [each for each in names if function in each]
    client.invoke(FunctionName=name, Payload=b"{}")
