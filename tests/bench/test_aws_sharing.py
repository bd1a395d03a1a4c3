"""The batch for AWS that the bench measures, in small; and one that AWS takes its time over."""

from bench.aws_sharing import measure
from tests.workflow.aws_batch import Batch


def test_a_batch_goes_out_as_fast_as_aws_takes_writes_and_is_refused_nothing() -> None:
    targets = measure(12)

    assert [target for target in targets if not target.met] == []


def test_while_aws_submits_one_the_others_go_on() -> None:
    batch = Batch(12, slow=20)

    seconds = batch.goes_out()

    assert batch.with_aws() == 12
    assert batch.aws.quota["writes"]["refused"] == 0
    # One after the other would take twenty seconds each.
    assert seconds < 12 * 20
