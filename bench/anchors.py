"""
What was measured before this project began, and what it set itself.

Reference figures: CPython 3.13.5, valgrind's callgrind, PYTHONHASHSEED=0, byte code precompiled,
process start included; powertools 3.37, pydantic 2.14, boto3 1.44. Other interpreters count
otherwise, which is why the bench measures the reference application again on the one at hand.
Dollars: list prices of us-east-1, no free tier.
"""

from __future__ import annotations

# Start-up in millions of instructions. The reference: Powertools' validating resolver, 20 models,
# 8 routes, and boto3 clients for DynamoDB, Step Functions, SQS and EventBridge.
START_REFERENCE = 1357
START_OF_OTHERS = {
    "python alone": 29,
    "Powertools routing, pydantic by hand, own SigV4 client": 678,
    "FastAPI, Mangum, boto3, the same models": 1680,
    "aws-lambda-handler-cookbook, create order": 2023,
}

# One POST that is validated, stored (one transaction of two items) and answered 201; millions of
# instructions, AWS answered within the process.
POST_REFERENCE = 5.81
POST_OF_OTHERS = {
    "Powertools routing, pydantic by hand, botocore": 4.79,
    "Powertools routing, pydantic by hand, own SigV4 client": 0.80,
}

# Per accepted referral, as other designs would have it.
TRANSITIONS_OF_OTHERS = "3 lean, 11 careful, 70 polling"
WRITES_OF_OTHERS = "4 lean, 13 careful, 50 typical"
DOLLARS_OF_OTHERS = {
    "a typical sample: REST API, polling loop, four indexes, traces": 2.02,
    "a careful Standard workflow of 11 transitions": 0.297,
    "Standard with about 3 transitions": 0.095,
    "no workflow service": 0.0113,
}

# What this project set itself.
START_RATIO = 0.85
FIRST_POST_RATIO = 1.0
COMPILED = 0
STRANGERS = 0
TRANSITIONS = 8
# 20 at first; the index of customers (docs/outgoing.md) takes one of each referral that comes in.
# Four of them keep the referral book in step (decision 0032): one when the referral comes, two when
# it is decided, one for its contact.
WRITES = 25
# To the CRM per accepted referral with one contact: an existing account, nothing to be looked up.
SALESFORCE_CALLS = 4
HUBSPOT_CALLS = 6
# To AWS Partner Central per accepted referral with one contact, all events included.
AWS_READS = 5
AWS_WRITES = 2
# Accepted referrals in a day that AWS's quota has room for, all polls and hints besides.
AWS_DAY = 4_500
# To AWS per shared referral with one solution: created, associated, submitted.
AWS_SHARING_WRITES = 3
# The most that people may share at once.
AWS_BATCH = 200

# A batch of 200 outgoing referrals: its answer, and one row.
BATCH_ANSWER = 10
BATCH_ROW = 10
BATCH_CALLS = 20
# Milliseconds of CPU that a page of the referral book may take, by the referrals in it, and what a
# list may take of one in a book of 100.
BOOK_MS = {100_000: 50, 1_000_000: 200}
BOOK_RATIO = 1.5
