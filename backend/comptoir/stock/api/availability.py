"""What a shop site can promise, and where its customers can collect."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get
from litestar.params import FromQuery, QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid
from comptoir.network.rules import doors, ready_by
from comptoir.stock.api.bodies import AvailabilityBody, OfferBody
from comptoir.stock.api.parameters import Locations, Skus
from comptoir.stock.queries.offering import Offer, Point, offers_at, offers_near, variants_of
from comptoir.stock.rules import Channel
from comptoir.wiring.api import AUTH, STRING, problems
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.tagged import UNCHANGED, tagged
from comptoir.wiring.work import Work

NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,9})?"

Near = Annotated[
    str | None,
    QueryParameter(
        pattern=f"^{NUMBER},{NUMBER}$",
        description="Instead of locations a point, as latitude,longitude in degrees, like 45.76,4.84.",
        schema_extra=STRING,
    ),
]
Radius = Annotated[float, QueryParameter(gt=0, le=500, description="How far from the point, in kilometres.")]
Most = Annotated[int, QueryParameter(ge=1, le=100, description="So many of the nearest stores.")]


class WhereUnclear(Invalid):
    slug = "where-unclear"
    title = N_("Name either locations, or a point to look near.")


class NoPoint(Invalid):
    slug = "no-point"
    title = N_("A point is a latitude from −90 to 90 and a longitude from −180 to 180.")


class AvailabilityApi(Controller):
    """Availability for the shop site."""

    path = "/api/availability"
    tags = ["Stock"]

    @get(
        operation_id="getAvailability",
        summary="Ask what can be promised where",
        responses={
            **UNCHANGED,
            **problems(
                on_400="Malformed parameters, or more than 100 SKUs or locations.",
                on_422="Neither locations nor a point, both, or a point that is not on the globe.",
                **AUTH,
            ),
        },
    )
    async def read(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        sku: Skus,
        location: Locations = (),
        near: Near = None,
        radius_km: Radius = 30,
        most: Most = 10,
        channel: FromQuery[Channel] = "web",
    ) -> Response[AvailabilityBody]:
        """Units of up to 100 SKUs that a channel can promise at up to 100 locations, or at pickup stores near a point.

        The answer has an ETag. Send it as If-None-Match when you ask again: 304 says that nothing changed.
        """
        require(work.actor, Right.READ_STOCK)
        if bool(location) is bool(near):
            raise WhereUnclear(field="location")
        variants = await variants_of(work, sku)
        ids = list(variants.values())
        if near:
            found = await offers_near(work, _point(near), ids, channel=channel, radius_km=radius_km, most=most)
        else:
            found = await _named(work, location, ids, channel)
        return tagged(request, _body(work, channel, found, _once(sku), variants, _once(location)))


async def _named(work: Work, codes: Sequence[str], variant_ids: list[int], channel: Channel) -> list[Offer]:
    by_code = {offer.location: offer for offer in await offers_at(work, codes, variant_ids, channel=channel)}
    return [by_code[code] for code in _once(codes) if code in by_code]


def _point(near: str) -> Point:
    latitude, longitude = map(float, near.split(","))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NoPoint(field="near")
    return latitude, longitude


def _once(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def _body(
    work: Work, channel: str, offers: list[Offer], skus: list[str], variants: dict[str, int], codes: list[str]
) -> AvailabilityBody:
    nothing = {sku: 0 for sku in skus if sku in variants}
    names = {variant_id: sku for sku, variant_id in variants.items()}
    found = {offer.location for offer in offers}
    return AvailabilityBody(
        channel=channel,
        locations=[
            _offer(work, offer, nothing | {names[variant_id]: units for variant_id, units in offer.available.items()})
            for offer in offers
        ],
        unknown_skus=[sku for sku in skus if sku not in variants],
        unknown_locations=[code for code in codes if code not in found],
    )


def _offer(work: Work, offer: Offer, available: dict[str, int]) -> OfferBody:
    is_open = doors(offer.hours, offer.timezone, work.now)
    return OfferBody(
        location=offer.location,
        name=offer.name,
        kind=offer.kind,
        status=offer.status,
        street=offer.street,
        postcode=offer.postcode,
        town=offer.town,
        latitude=offer.latitude,
        longitude=offer.longitude,
        distance_km=None if offer.km is None else round(offer.km, 2),
        services=offer.services,
        open_until=is_open.open_until,
        opens_at=is_open.opens_at,
        ready_by=_ready_by(work, offer) if "collect" in offer.services and offer.status == "online" else None,
        available=available,
    )


def _ready_by(work: Work, offer: Offer) -> Any:
    moment = ready_by(offer.hours, offer.timezone, work.now, work.settings.minutes_to_prepare)
    return moment.astimezone(ZoneInfo(offer.timezone))
