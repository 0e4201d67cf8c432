"""What a chain decides about its counters: what is to be shown, how long goods wait, and what happens then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from comptoir.fulfilment.rules.handover import Proof
from comptoir.kit.errors import N_, Invalid

MOST_DAYS = 60
LONGEST_NAME = 60
FEWEST_LETTERS = 3
MOST_HITS = 8


class WrongDays(Invalid):
    slug = "wrong-days"
    title = N_("Write how many days, from %(least)s to %(most)s.")


class ReminderTooEarly(Invalid):
    slug = "reminder-too-early"
    title = N_("The reminder comes before the goods are there: choose fewer days.")


class NameTooShort(Invalid):
    slug = "name-too-short"
    title = N_("Write at least %(letters)s letters of the name.")


class WrongName(Invalid):
    slug = "wrong-name"
    title = N_("Write the name of who comes, in at most %(most)s letters.")


class CounterRules(msgspec.Struct, frozen=True, kw_only=True):
    """One chain's. Amounts are in minor units; without `keep_days` goods wait as long as the settings say.

    Handovers worth `above` or more demand `proofs_above` too. The customer is reminded `remind_days` before the goods
    go back, 0 for never; somebody may say that they did not come only when the goods waited for `no_show_days`.
    """

    proofs: tuple[Proof, ...] = ()
    above: int | None = None
    proofs_above: tuple[Proof, ...] = ()
    keep_days: int | None = None
    remind_days: int = 2
    no_show_days: int = 0
    owes_no_shows: bool = True

    def demanded(self, worth: int) -> tuple[Proof, ...]:
        """What is to be shown for goods of such a worth."""
        more = self.proofs_above if self.above is not None and worth >= self.above else ()
        return tuple(dict.fromkeys((*self.proofs, *more)))

    def kept_for(self, usual_days: int) -> timedelta:
        return timedelta(days=self.keep_days or usual_days)

    def may_be_no_show(self, ready_at: datetime | None, now: datetime) -> bool:
        return ready_at is None or now >= ready_at + timedelta(days=self.no_show_days)


def check_rules(rules: CounterRules, *, usual_days: int) -> None:
    """Raises WrongDays, or ReminderTooEarly where it would come at once."""
    kept = rules.keep_days or usual_days
    for field, days, least in (("keep_days", kept, 1), ("remind_days", rules.remind_days, 0),
                               ("no_show_days", rules.no_show_days, 0)):  # fmt: skip
        if not least <= days <= MOST_DAYS:
            raise WrongDays(field=field, least=least, most=MOST_DAYS)
    if rules.remind_days >= kept:
        raise ReminderTooEarly(field="remind_days")


def check_proxy(typed: str) -> str:
    """The name as it is kept. Raises WrongName."""
    name = " ".join(typed.split())
    if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable() or not any(each.isalpha() for each in name):
        raise WrongName(field="name", most=LONGEST_NAME)
    return name


def matches(wanted: Sequence[str], name: Sequence[str]) -> bool:
    """Whether each of the words begins a word of a name, all of them folded."""
    return all(any(word.startswith(each) for word in name) for each in wanted)
