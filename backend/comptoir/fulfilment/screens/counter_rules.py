"""What the chain decides about its counters: for headquarters."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.queries.counter import counter_rules
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work

MOST_EUROS = 99_999
Number = Annotated[str, Meta(max_length=8)]


class WrongNumber(Invalid):
    slug = "wrong-number"
    title = N_("Write a whole number.")


class CounterRulesForm(msgspec.Struct):
    """As it is written: what is to be shown, from which worth in euros what more, and days."""

    proof: list[rules.Proof] | rules.Proof = []
    above: Number = ""
    proof_above: list[rules.Proof] | rules.Proof = []
    keep_days: Number = ""
    remind_days: Number = "0"
    no_show_days: Number = "0"
    owes_no_shows: str = ""

    def read(self) -> rules.CounterRules:
        """Raises WrongNumber, which names the field."""
        euros = self._number("above")
        return rules.CounterRules(
            proofs=tuple(_list(self.proof)),
            above=None if euros is None else euros * 100,
            proofs_above=tuple(_list(self.proof_above)),
            keep_days=self._number("keep_days"),
            remind_days=self._number("remind_days") or 0,
            no_show_days=self._number("no_show_days") or 0,
            owes_no_shows=self.owes_no_shows == "yes",
        )

    def _number(self, field: str) -> int | None:
        text = getattr(self, field).strip()
        if text and not (text.isascii() and text.isdecimal() and int(text) <= MOST_EUROS):
            raise WrongNumber(field=field)
        return int(text) if text else None


class CounterRulesScreens(Controller):
    """The rules, and changing them."""

    path = "/counter-rules"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork) -> Response[str]:
        """The form with what is so."""
        require(work.actor, Right.MANAGE_CHAIN)
        return _form(work, await counter_rules(work))

    @post(status_code=200)
    async def change(self, work: CurrentWork, data: URLEncodedBody[CounterRulesForm]) -> Response[Any]:
        """From now on, in all stores."""
        require(work.actor, Right.MANAGE_CHAIN)
        try:
            await actions.decide_counter(work, data.read())
        except Refused as refusal:
            return _form(work, await counter_rules(work), typed=data, refusal=refusal)
        return Redirect("/counter-rules", status_code=303)


def _form(
    work: Work, decided: rules.CounterRules, *, typed: CounterRulesForm | None = None, refusal: Refused | None = None
) -> Response[str]:
    said = typed or CounterRulesForm(
        proof=list(decided.proofs),
        above="" if decided.above is None else str(decided.above // 100),
        proof_above=list(decided.proofs_above),
        keep_days=str(decided.keep_days or ""),
        remind_days=str(decided.remind_days),
        no_show_days=str(decided.no_show_days),
        owes_no_shows="yes" if decided.owes_no_shows else "",
    )
    return page(
        work,
        "fulfilment/counter_rules.html",
        status=refusal.status if refusal else 200,
        said=said,
        usual_days=work.settings.keep_ready_days,
        errors=errors_of(work, refusal),
    )


def _list(said: list[rules.Proof] | rules.Proof) -> list[rules.Proof]:
    return said if isinstance(said, list) else [said]
