"""The queue of batches, in memory and in SQS."""

from __future__ import annotations

import json

import pytest
from botocore.stub import Stubber

from referral_hub.adapters.batch_queues import MemoryBatchQueue, SqsBatchQueue
from referral_hub.domain.errors import Unavailable
from tests.adapters.conftest import a_client
from tests.adapters.test_outbound import drained
from tests.contracts.batch_queue import BatchQueueContract, Waiting


class TestMemoryBatchQueue(BatchQueueContract):
    @pytest.fixture
    def queue(self) -> MemoryBatchQueue:
        return MemoryBatchQueue()

    @pytest.fixture
    def waiting(self, queue: MemoryBatchQueue) -> Waiting:
        return lambda: queue.waiting


@pytest.fixture
def url(aws: None) -> str:  # noqa: ARG001 (the queue lives in it)
    made = a_client("sqs").create_queue(QueueName="b.fifo", Attributes={"FifoQueue": "true"})
    return str(made["QueueUrl"])


class TestSqsBatchQueue(BatchQueueContract):
    @pytest.fixture
    def queue(self, url: str) -> SqsBatchQueue:
        return SqsBatchQueue(lambda: a_client("sqs"), url)

    @pytest.fixture
    def waiting(self, url: str) -> Waiting:
        def told() -> list[tuple[str, int]]:
            bodies = [json.loads(message["Body"]) for message in drained(url)]
            return [(body["batch_id"], body["part"]) for body in bodies]

        return told

    def test_a_batch_is_one_message_group(self, queue: SqsBatchQueue, url: str) -> None:
        queue.send("b1", range(2))

        groups = {message["Attributes"]["MessageGroupId"] for message in drained(url)}

        assert groups == {"b1"}

    def test_what_sqs_did_not_take_is_sent_again(self, queue: SqsBatchQueue) -> None:
        failed = [{"Id": "1", "Code": "InternalError", "SenderFault": False}]
        with Stubber(a_client("sqs")) as stub:
            stub.add_response("send_message_batch", {"Successful": [], "Failed": failed})

            with pytest.raises(Unavailable):
                queue.send("b1", range(2))
