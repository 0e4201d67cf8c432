"""What-ifs that are told without planning: the same answers as when each is planned from the start."""

from collections.abc import Iterator

from hypothesis import given, settings

from comptoir.routing.rules import plan
from comptoir.routing.rules.eligibility import Pardon
from comptoir.routing.rules.explaining import deciding_stages
from comptoir.routing.rules.stage import Stage, stage
from comptoir.routing.rules.view import View
from comptoir.routing.rules.what_if import Trial
from tests.routing.cast import policy, strategy
from tests.routing.reference import Case
from tests.routing.test_properties import SPLITTING, WITH_MINIMUM, cases

ENOUGH = settings(max_examples=40, derandomize=True, deadline=None)


class Slowly(Trial):
    """Tries each what-if by planning it, line after line."""

    def _serves(self, view: View, *, of_supplies: bool = False) -> bool:
        return self._place in stage(view, self._decided.strategy, Pardon(self._place, of_supplies)).places

    def _helping(self, wants: list[int]) -> list[int]:
        return [want for want in wants if self._serves(self._with_more({want: self._short()[want]}))]

    def _needed(self, wants: list[int], short: dict[int, int]) -> dict[int, int]:
        for want in wants:
            fewer = {each: units for each, units in short.items() if each != want}
            if self._serves(self._with_more(fewer)):
                short = fewer
        return short


def decided(case: Case) -> Iterator[tuple[Stage, int]]:
    """Each location that serves nothing, with the stage that decided so."""
    by = policy(strategy(by=case.criteria, splitting=case.splitting))
    seen = case.there.snapshot(case.demand)
    (made,) = deciding_stages(case.demand, seen, by, plan(case.demand, seen, by))
    yield from ((made, place) for place in range(len(seen.network)) if place not in made.places)


def answers(trial: Trial) -> tuple[object, ...]:
    return trial.needs, trial.suffices, trial.enough(), trial.dearer()


def compare(case: Case) -> None:
    carriage = policy(strategy()).carriage
    for made, place in decided(case):
        assert answers(Trial(made, place, carriage)) == answers(Slowly(made, place, carriage))


@ENOUGH
@given(cases(SPLITTING, units=4))
def test_they_are_the_same(case: Case) -> None:
    compare(case)


@ENOUGH
@given(cases(WITH_MINIMUM, units=4))
def test_they_are_the_same_where_parcels_have_a_minimum(case: Case) -> None:
    compare(case)
