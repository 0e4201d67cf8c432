"""Help for stores, for headquarters: opened, changed, stopped, and what came of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.network.queries import locations
from comptoir.routing.actions import Terms, change_boost, draft_counting_help, open_boost, stop_boost
from comptoir.routing.fragments.boosts import all_boosts, counted
from comptoir.routing.queries.boosts import BoostView, boost_uses, boost_view
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work

PARIS = ZoneInfo("Europe/Paris")
"""The clock that days are entered by, as they are shown."""

Name = Annotated[str, Meta(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Euros = Annotated[float, Meta(ge=0, le=10_000)]
ManyEuros = Annotated[float, Meta(ge=0, le=10_000_000)]
Day = Annotated[str, Meta(max_length=10)]
LocationId = Annotated[int, Meta(ge=1, le=2**53)]


class NoName(Invalid):
    slug = "no-name"
    title = N_("Say what it is called.")


class NoHelp(Invalid):
    slug = "no-help"
    title = N_("Enter at least one cent.")


class NoDay(Invalid):
    slug = "no-day"
    title = N_("Enter a day.")


class BoostForm(msgspec.Struct, kw_only=True):
    """Help as it is entered: euros, whole days."""

    name: Name = ""
    amount: Euros = 2
    budget: ManyEuros = 200
    since: Day = ""
    until: Day = ""
    stores: list[LocationId] | LocationId = []

    @property
    def chosen(self) -> list[int]:
        return self.stores if isinstance(self.stores, list) else [self.stores]


class BoostScreens(Controller):
    """So many euros an order, within a budget and dates."""

    path = "/routing/boosts"
    include_in_schema = False

    @get()
    async def list(self, work: CurrentWork) -> Response[str]:
        """All, live, and the form for a new one."""
        require(work.actor, Right.MANAGE_CHAIN)
        today = work.now.astimezone(PARIS).date()
        return await _list(work, BoostForm(since=str(today), until=str(today + timedelta(days=13))))

    @post()
    async def open(self, work: CurrentWork, data: URLEncodedBody[BoostForm]) -> Response[Any]:
        """Help stores from now on, or from a day on."""
        require(work.actor, Right.MANAGE_CHAIN)
        try:
            boost_id = await open_boost(work, _terms(work, data), await _known(work, data))
        except Refused as refusal:
            return await _list(work, data, refusal)
        return Redirect(f"/routing/boosts/{boost_id}", status_code=303)

    @post("/draft")
    async def draft(self, work: CurrentWork) -> Response[Any]:
        """A draft of the policy by which help has an effect."""
        require(work.actor, Right.MANAGE_CHAIN)
        require(work.actor, Right.WRITE_POLICIES)
        version = await draft_counting_help(work)
        return Redirect(f"/routing/policies/{version}" if version else "/routing/boosts", status_code=303)

    @get("/{boost_id:uuid}")
    async def show(self, work: CurrentWork, boost_id: FromPath[UUID]) -> Response[str]:
        """What came of it, store by store and order by order."""
        require(work.actor, Right.MANAGE_CHAIN)
        shown = await boost_view(work, boost_id)
        return await _one(work, shown, _form(shown))

    @post("/{boost_id:uuid}")
    async def change(
        self, work: CurrentWork, boost_id: FromPath[UUID], data: URLEncodedBody[BoostForm]
    ) -> Response[Any]:
        """Another name, amount, budget or end."""
        require(work.actor, Right.MANAGE_CHAIN)
        shown = await boost_view(work, boost_id)
        try:
            terms = _terms(work, data)
            begun = shown.starts_at if _day(shown.starts_at) == data.since else terms.starts_at
            await change_boost(work, boost_id, msgspec.structs.replace(terms, starts_at=begun))
        except Refused as refusal:
            return await _one(work, shown, data, refusal)
        return Redirect(f"/routing/boosts/{boost_id}", status_code=303)

    @post("/{boost_id:uuid}/stop")
    async def stop(self, work: CurrentWork, boost_id: FromPath[UUID]) -> Response[Any]:
        """No order is helped any more."""
        require(work.actor, Right.MANAGE_CHAIN)
        await stop_boost(work, boost_id)
        return Redirect(f"/routing/boosts/{boost_id}", status_code=303)


async def _list(work: Work, form: BoostForm, refusal: Refused | None = None) -> Response[str]:
    position = await work.position()
    return page(
        work,
        "routing/boosts.html",
        position=position,
        status=refusal.status if refusal else 200,
        form=form,
        errors=errors_of(work, refusal),
        locations=[place for place in await locations(work) if place.kind == "store"],
        **await all_boosts.context(work),
        **await counted.context(work),
    )


async def _one(work: Work, shown: BoostView, form: BoostForm, refusal: Refused | None = None) -> Response[str]:
    position = await work.position()
    return page(
        work,
        "routing/boost.html",
        position=position,
        status=refusal.status if refusal else 200,
        boost=shown,
        uses=await boost_uses(work, shown.id),
        form=form,
        errors=errors_of(work, refusal),
        **await counted.context(work),
    )


async def _known(work: Work, form: BoostForm) -> list[int]:
    """Those of the chosen stores that exist."""
    return [place.id for place in await locations(work, ids=frozenset(form.chosen))] if form.chosen else []


def _terms(work: Work, form: BoostForm) -> Terms:
    """Raises NoName, NoHelp or NoDay."""
    if not form.name.strip():
        raise NoName(field="name")
    amount, budget = round(form.amount * 100), round(form.budget * 100)
    if amount < 1:
        raise NoHelp(field="amount")
    since, until = _entered(form.since, "since"), _entered(form.until, "until")
    today = work.now.astimezone(PARIS).date()
    starts_at = work.now if since == today else _at(since)
    return Terms(form.name.strip(), amount, budget, starts_at, _at(until + timedelta(days=1)))


def _entered(text: str, field: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NoDay(field=field) from None
    if not 2000 <= day.year <= 2200:
        raise NoDay(field=field)
    return day


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def _day(moment: datetime) -> str:
    return str(moment.astimezone(PARIS).date())


def _form(shown: BoostView) -> BoostForm:
    return BoostForm(
        name=shown.name,
        amount=shown.amount / 100,
        budget=shown.budget / 100,
        since=_day(shown.starts_at),
        until=_day(shown.ends_at - timedelta(seconds=1)),
    )
