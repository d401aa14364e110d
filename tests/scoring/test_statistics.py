"""How sure a score is: the interval covers, and the verdict keeps its word."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics import estimate, pooled_variance, trials, verdict


def test_pooled_variance_of_one_trainee_is_the_sample_variance():
    scores = [70, 85.5, 100, 92]

    assert pooled_variance([scores]) == pytest.approx(statistics.variance(scores))


def test_pooled_variance_says_nothing_without_two_tasks_of_anyone():
    assert pooled_variance([[], [80], [20]]) is None


scores = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)
tasks = st.integers(1, 200)
variances = st.none() | st.floats(0, 2500)


@given(scores, tasks, variances)
def test_the_interval_holds_the_mean_and_stays_in_range(mean, count, variance):
    interval = estimate(mean, tasks=count, variance=variance)

    assert 0 <= interval.low <= mean + 1e-9
    assert mean - 1e-9 <= interval.high <= 100


@given(scores, tasks, variances)
def test_more_tasks_never_widen_the_interval(mean, count, variance):
    few, many = (estimate(mean, tasks=n, variance=variance) for n in (count, 2 * count))

    assert many.high - many.low <= few.high - few.low + 1e-9


@pytest.mark.parametrize("mean", [0, 100])
@pytest.mark.parametrize("variance", [None, 0, 400])
def test_a_perfect_or_zero_mean_has_an_interval(mean, variance):
    interval = estimate(mean, tasks=4, variance=variance)

    assert interval.low < interval.high


@given(scores, tasks, variances, st.integers(0, 100))
def test_the_further_tasks_settle_it_and_one_fewer_would_not(mean, count, variance, mark):
    found = verdict(mean, tasks=count, variance=variance, pass_mark=mark)
    if found.word != "too_close_to_call" or found.further_tasks is None or found.further_tasks > 10**6:
        return

    def word(n):
        return verdict(mean, tasks=n, variance=variance, pass_mark=mark).word

    assert word(count + found.further_tasks) == ("pass" if mean > mark else "not_yet")
    assert word(count + found.further_tasks - 1) == "too_close_to_call"


def test_a_mean_at_the_mark_is_never_settled():
    assert verdict(70, tasks=9, variance=100, pass_mark=70) == ("too_close_to_call", None)


@pytest.mark.parametrize(("count", "half_width"), [(4, 23), (25, 9), (50, 6), (100, 4)])
def test_the_half_widths_that_the_help_pages_promise(count, half_width):
    interval = estimate(70, tasks=count, variance=23**2)

    assert (interval.high - interval.low) / 2 == pytest.approx(half_width, abs=3)


@pytest.mark.parametrize("count", [4, 25, 100])
def test_the_interval_covers_in_about_95_of_100_cases(count):
    """Task scores as they are: bounded, skewed, many perfect; thirty trainees make the pooled variance."""
    generator = np.random.default_rng(5)
    hits = []
    for _ in range(60):
        scores = np.minimum(100, 115 * generator.beta(5, 1.5, (30, count)))
        variance = pooled_variance(scores.tolist())
        intervals = [estimate(mean, tasks=count, variance=variance) for mean in scores.mean(axis=1)]
        hits += [interval.low <= TRUE_MEAN <= interval.high for interval in intervals]

    assert 0.92 <= np.mean(hits) <= 0.98


TRUE_MEAN = float(np.minimum(100, 115 * np.random.default_rng(6).beta(5, 1.5, 1_000_000)).mean())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"mean": 101, "tasks": 1, "variance": 1}, "mean"),
        ({"mean": float("nan"), "tasks": 1, "variance": 1}, "mean"),
        ({"mean": 50, "tasks": 0, "variance": 1}, "tasks"),
        ({"mean": 50, "tasks": 1, "variance": -1}, "variance"),
        ({"mean": 50, "tasks": 1, "variance": float("nan")}, "variance"),
    ],
)
def test_senseless_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        trials(arguments.pop("mean"), **arguments)
