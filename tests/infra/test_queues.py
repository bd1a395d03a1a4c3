from __future__ import annotations

from tests.infra.template import Template, mentioned


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
    hints = template.modules["sqs.partner_hint"]

    (queue,) = working_queues(template)

    assert template.all("SQS::Queue")[queue]["VisibilityTimeout"] == 6 * hints["Timeout"]


def test_batches_report_the_one_message_that_failed(template: Template) -> None:
    mappings = template.all("Lambda::EventSourceMapping").values()

    reports = [mapping["FunctionResponseTypes"] for mapping in mappings]

    assert reports == [["ReportBatchItemFailures"]] * 2


def test_a_change_that_cannot_be_told_is_kept_as_a_dead_letter(template: Template) -> None:
    (stream,) = (
        mapping
        for mapping in template.all("Lambda::EventSourceMapping").values()
        if "StartingPosition" in mapping
    )

    kept_in = mentioned(stream["DestinationConfig"])

    assert kept_in <= dead_letter_queues(template)
    assert stream["BisectBatchOnFunctionError"]


def test_a_schedule_that_fails_leaves_a_dead_letter(template: Template) -> None:
    dead = dead_letter_queues(template)
    scheduled = {"schedule.poll_partner_feeds", "schedule.watch_deadlines"}

    configured = template.all("Lambda::EventInvokeConfig").values()

    assert len(configured) == len(scheduled)
    assert all(mentioned(one["DestinationConfig"]) <= dead for one in configured)


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
