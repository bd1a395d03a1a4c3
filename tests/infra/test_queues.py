from __future__ import annotations

import pytest

from tests.infra.template import Properties, Template, mentioned


def test_every_working_queue_has_a_dead_letter_queue_and_an_age_alarm(template: Template) -> None:
    working = working_queues(template)

    assert working
    assert all("RedrivePolicy" in template.all("SQS::Queue")[queue] for queue in working)
    assert working <= template.alarmed("ApproximateAgeOfOldestMessage")


def test_every_dead_letter_queue_raises_an_alarm_with_its_first_message(template: Template) -> None:
    dead = dead_letter_queues(template)

    assert dead
    assert dead <= template.alarmed("ApproximateNumberOfMessagesVisible")


def test_dead_letters_are_kept_for_two_weeks(template: Template) -> None:
    queues = template.all("SQS::Queue")

    kept = {queues[queue]["MessageRetentionPeriod"] for queue in dead_letter_queues(template)}

    assert kept == {14 * 24 * 3600}


def test_every_queue_is_encrypted_and_refuses_plain_http(template: Template) -> None:
    queues = template.all("SQS::Queue")

    guarded = {
        queue
        for policy in template.all("SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny" and "aws:SecureTransport" in str(statement["Condition"])
        for queue in mentioned(policy["Queues"])
    }

    assert guarded == set(queues)
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())


def test_a_message_is_not_shown_again_while_its_function_may_still_run(template: Template) -> None:
    functions, queues = template.functions, template.all("SQS::Queue")

    patience = {
        queue: [queues[queue]["VisibilityTimeout"], 6 * functions[function]["Timeout"]]
        for function, mapping in _mappings(template)
        for queue in mentioned(mapping["EventSourceArn"]) & set(queues)
    }

    assert patience.keys() == working_queues(template)
    assert all(shown_after == six_times for shown_after, six_times in patience.values())


@pytest.mark.parametrize("name", ["BatchParts", "CrmHints", "OutboundMessages"])
def test_what_a_crm_that_is_down_did_not_tell_or_was_not_told_is_tried_for_a_day(
    template: Template, name: str
) -> None:
    queues = template.all("SQS::Queue")
    (waiting,) = (queue for queue in working_queues(template) if queue.startswith(name))

    tries = queues[waiting]["RedrivePolicy"]["maxReceiveCount"]

    assert tries * queues[waiting]["VisibilityTimeout"] == 24 * 3600


@pytest.mark.parametrize("name", ["BatchParts", "OutboundMessages", "WebhookMessages"])
def test_the_ways_out_of_the_hub_are_in_order_and_so_are_their_dead_letters(
    template: Template, name: str
) -> None:
    fifo = {id_: q for id_, q in template.all("SQS::Queue").items() if "FifoQueue" in q}
    ours = {id_ for id_ in fifo if id_.startswith(name)}

    outbound = fifo[_only(ours & working_queues(template))]

    assert {id_[:10] for id_ in fifo} == {"BatchParts", "OutboundMe", "WebhookMes"}
    assert mentioned(outbound["RedrivePolicy"]) == ours & dead_letter_queues(template)
    assert all(queue["FifoQueue"] is True for queue in fifo.values())


def test_two_changes_that_read_alike_are_two_messages(template: Template) -> None:
    by_content = [
        q for q in template.all("SQS::Queue").values() if "ContentBasedDeduplication" in q
    ]

    assert by_content == []


def test_batches_report_the_one_message_that_failed(template: Template) -> None:
    mappings = template.all("Lambda::EventSourceMapping").values()

    reports = [mapping["FunctionResponseTypes"] for mapping in mappings]

    assert reports == [["ReportBatchItemFailures"]] * 7


def test_no_more_tell_at_once_than_have_time_for_the_line_before_a_partner(
    template: Template,
) -> None:
    limits = {
        function: mapping["ScalingConfig"]["MaximumConcurrency"]
        for function, mapping in _mappings(template)
        if "ScalingConfig" in mapping
    }

    (outbound,) = limits
    assert outbound.startswith("Outbound")
    assert limits[outbound] == 5


def test_a_change_that_cannot_be_told_is_kept_as_a_dead_letter(template: Template) -> None:
    streams = [mapping for _, mapping in _mappings(template) if "StartingPosition" in mapping]

    kept_in = [mentioned(stream["DestinationConfig"]) for stream in streams]

    assert len(streams) == 2
    assert set().union(*kept_in) <= dead_letter_queues(template)
    assert kept_in[0].isdisjoint(kept_in[1])
    assert all(stream["BisectBatchOnFunctionError"] for stream in streams)


def test_a_schedule_that_fails_leaves_a_dead_letter(template: Template) -> None:
    dead = dead_letter_queues(template)
    scheduled = [module for module in template.modules if module.startswith("schedule.")]

    configured = template.all("Lambda::EventInvokeConfig").values()

    assert len(configured) == len(scheduled)
    assert all(mentioned(one["DestinationConfig"]) <= dead for one in configured)


def _only(found: set[str]) -> str:
    (one,) = found
    return one


def _mappings(template: Template) -> list[tuple[str, Properties]]:
    """Each reader of a queue or a stream, by the id of its function."""
    found = template.all("Lambda::EventSourceMapping").values()
    return [(mentioned(mapping["FunctionName"]).pop(), mapping) for mapping in found]


def working_queues(template: Template) -> set[str]:
    """Queues that somebody reads from or that hand on what they could not deliver."""
    return set(template.all("SQS::Queue")) - dead_letter_queues(template)


def dead_letter_queues(template: Template) -> set[str]:
    queues = template.all("SQS::Queue")
    read = {
        queue
        for mapping in template.all("Lambda::EventSourceMapping").values()
        for queue in mentioned(mapping["EventSourceArn"])
    }
    return set(queues) - read
