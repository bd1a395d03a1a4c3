"""The day at AWS that the bench plays, in small."""

from bench.aws_day import measure


def test_a_day_within_the_quota_leaves_nothing_and_is_refused_nothing() -> None:
    targets = measure(96)

    assert [target.figure for target in targets] == [0, 0]
