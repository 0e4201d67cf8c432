"""The shop site's door: place, read, change and cancel orders."""

from datetime import datetime
from typing import Annotated, get_args
from uuid import UUID

import msgspec
from litestar import Controller, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter

from comptoir.customers.actions import NewAddress
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.orders import actions as orders
from comptoir.orders.queries import AddressView, CustomerView, LineView, OrderView, newest, order
from comptoir.orders.rules import Status
from comptoir.sales.actions import Change, Guest, LineChange, Placed, Wanted, cancel_order, change_order, place_order
from comptoir.sales.api.bodies import ChangeBody, OrderBody, OrderList, new_address
from comptoir.wiring.api import AUTH, CODE, STRING, TEXT, Cursor, IdempotencyKey, MalformedCursor, problems, require_key
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

LocationFilter = Annotated[str | None, QueryParameter(max_length=64, pattern=CODE, schema_extra=STRING)]
StatusFilter = Annotated[str | None, QueryParameter(pattern=f"^({'|'.join(get_args(Status))})$", schema_extra=STRING)]
ReferenceFilter = Annotated[str | None, QueryParameter(max_length=120, pattern=TEXT, schema_extra=STRING)]


class OrdersApi(Controller):
    """Orders of every channel."""

    path = "/api/orders"
    tags = ["Orders"]

    @post(
        operation_id="placeOrder",
        summary="Place an order",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key.",
            on_404="There is no such hold.",
            on_409="Not enough stock: `lines` names each short line, what is available there, and where else. Or the "
            "hold or the promise is over, or what was promised can no longer be kept. Or no routing policy is "
            "published (`no-policy`): the same order can be sent once there is one.",
            on_413="Larger than the limit.",
            on_422="Unknown SKU or location, duplicate lines, a hold of other goods, or a key that was used otherwise.",
            **AUTH,
        ),
    )
    async def place(self, work: CurrentWork, data: JSONBody[OrderBody], key: IdempotencyKey = None) -> OrderView:
        """Everything is reserved and the store's work opened in one transaction, or nothing is changed.

        The same Idempotency-Key with the same body gives the same answer for 30 days.
        """
        require(work.actor, Right.PLACE_ORDERS)
        require_key(key)
        customer = data.customer
        placed = await place_order(
            work,
            channel=data.channel,
            location=data.location,
            address=_address(data),
            guest=Guest(customer.name, customer.email, customer.phone, customer.locale),
            lines=[Wanted(line.sku, line.quantity, line.method or data.method) for line in data.lines],
            reference=data.reference,
            hold_id=data.hold,
            incomplete=data.incomplete,
            promise=data.promise,
            substitutes=data.substitutes,
        )
        return _as_placed(work, placed, data)

    @get(
        operation_id="listOrders",
        summary="List orders",
        responses=problems(on_400="Malformed parameters.", on_422="A cursor that no list gave.", **AUTH),
    )
    async def list(
        self,
        work: CurrentWork,
        location: LocationFilter = None,
        status: StatusFilter = None,
        reference: ReferenceFilter = None,
        after: Cursor = None,
        limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> OrderList:
        """Newest first."""
        require(work.actor, Right.READ_ORDERS)
        heads = await newest(
            work, location=location, status=status, reference=reference, before=_cursor(after), most=limit
        )
        last = heads[-1] if len(heads) == limit else None
        return OrderList(heads, last and f"{last.placed_at.isoformat()}_{last.id}")

    @get(
        "/{order_id:uuid}",
        operation_id="getOrder",
        summary="Read an order",
        responses=problems(on_400="Malformed request.", on_404="No such order.", **AUTH),
    )
    async def read(self, work: CurrentWork, order_id: FromPath[UUID]) -> OrderView:
        """One order with its lines."""
        require(work.actor, Right.READ_ORDERS)
        return await _existing(work, order_id)

    @patch(
        "/{order_id:uuid}",
        operation_id="changeOrder",
        summary="Change an order",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key.",
            on_404="No such order.",
            on_409="Already cancelled or with the customer, picked already (`left` can still be changed), or nobody "
            "can serve it so, or no routing policy is published (`no-policy`).",
            on_413="Larger than the limit.",
            on_422="An unknown line or location, a missing destination, or a key that was used otherwise.",
            **AUTH,
        ),
    )
    async def change(
        self, work: CurrentWork, order_id: FromPath[UUID], data: JSONBody[ChangeBody], key: IdempotencyKey = None
    ) -> OrderView:
        """Only what the change touches is taken back from who serves it and routed again; what is picked stays.

        A line without units left is cancelled; an order without any is cancelled as a whole.
        """
        require(work.actor, Right.PLACE_ORDERS)
        require_key(key)
        before = await _existing(work, order_id)
        change = Change(
            lines=[LineChange(each.sku, each.quantity, each.to, each.method) for each in data.lines],
            address=data.address and new_address(data.address, before.customer.name),
            location=data.location,
        )
        await change_order(work, order_id, change, incomplete=data.incomplete)
        return await _existing(work, order_id)

    @post(
        "/{order_id:uuid}/cancel",
        status_code=200,
        operation_id="cancelOrder",
        summary="Cancel an order",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key.",
            on_404="No such order.",
            on_409="Already cancelled, or already with the customer.",
            on_422="The key was used for another command.",
            **AUTH,
        ),
    )
    async def cancel(self, work: CurrentWork, order_id: FromPath[UUID], key: IdempotencyKey = None) -> OrderView:
        """Stock is released and the store told at once."""
        require(work.actor, Right.PLACE_ORDERS)
        require_key(key)
        await cancel_order(work, order_id)
        return await _existing(work, order_id)


async def _existing(work: Work, order_id: UUID) -> OrderView:
    found = await order(work, order_id)
    if found is None:
        raise NotFound
    return found


def _cursor(text: str | None) -> tuple[datetime, UUID] | None:
    if text is None:
        return None
    at, _, order_id = text.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(), UUID(order_id)
    except (ValueError, OverflowError):
        raise MalformedCursor(field="after") from None


def _address(data: OrderBody) -> NewAddress | None:
    return data.address and new_address(data.address, data.customer.name)


def _as_placed(work: Work, placed: Placed, data: OrderBody) -> OrderView:
    """The answer from what was just written, without reading it again."""
    made, at, customer = placed.order, placed.shop.place, data.customer
    address = _address(data)
    return OrderView(
        id=made.id,
        number=made.number,
        status=orders.status_of(made, placed.slices),
        channel=made.channel,
        method=made.method,
        location_id=made.location_id,
        location=at and at.code,
        location_name=at and at.name,
        reference=made.reference,
        currency="EUR",
        total=made.total,
        placed_at=work.now,
        promise_at=made.promise_at,
        later_at=None,
        version=1,
        substitutes=made.substitutes,
        customer=CustomerView(customer.name, customer.email, customer.phone, customer.locale),
        address=address and msgspec.convert(msgspec.structs.asdict(address), AddressView),
        lines=_lines(placed),
    )


def _lines(placed: Placed) -> list[LineView]:
    by_id = {variant.id: variant for variant in placed.shop.variants.values()}
    waiting = orders.waiting_units(placed.order, placed.slices)
    return [
        LineView(
            sku=by_id[line.variant_id].sku,
            name=by_id[line.variant_id].name,
            method=line.method,
            quantity=line.quantity,
            unplaced=waiting[line.id],
            cancelled=0,
            price=line.price,
        )
        for line in placed.order.lines
    ]
