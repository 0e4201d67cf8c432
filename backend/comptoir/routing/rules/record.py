"""A decision's snapshot, kept small: what was wanted, who had any of it, and how busy those were.

The network and the policy are named by version. Quantities are kept up to what is wanted and cover up to what the
policy finds enough, since more makes no difference; locations that have nothing of it are recalled as idle. What is
recalled gives the same plan.
"""

import zlib

import msgspec
import numpy as np
from numpy.typing import NDArray

from comptoir.kit.errors import N_, Refused
from comptoir.routing.rules.criteria import Cover
from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, Mask, ints
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.snapshot import Boost, Conditions, Snapshot, Stock, first_lines

FORM = 1
LONGEST = 365
"""Days: longer than any policy asks of cover."""

SIZES = ("<i1", "<i2", "<i4", "<i8")

Column = tuple[int, bytes]
"""The position of a column's type among SIZES, and its values."""


class OtherVersion(Refused):
    slug = "other-version"
    title = N_("This decision was made with another version of the network or of the policy.")


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What the bytes hold: versions, and the rest deflated."""

    form: int
    network: int
    policy: int
    body: bytes


class Body(msgspec.Struct, frozen=True, array_like=True):
    """`places` have any of it, or are the pickup; `has` are the bits of lines (down) at them (across), with the rest
    of each supply in that order; `busy` is the condition of each place, `leaves` how long what is ready waits there for
    its carrier (nothing in what was recorded before carriers had hours)."""

    demand: Demand
    places: Column
    has: bytes
    available: Column
    trust: Column
    cover: Column
    is_broken: bytes
    busy: tuple[Column, Column, Column]
    boosts: tuple[Boost, ...]
    leaves: Column | None = None


def record(demand: Demand, snapshot: Snapshot, policy: Policy) -> bytes:
    """The snapshot of a decision, as MessagePack."""
    body = zlib.compress(msgspec.msgpack.encode(_body(demand, snapshot, policy)), 9)
    return msgspec.msgpack.encode(Record(FORM, snapshot.network.version, policy.version, body))


def versions(recorded: bytes) -> tuple[int, int]:
    """The versions of the network and of the policy that a recorded decision was made with."""
    kept = msgspec.msgpack.decode(recorded, type=Record)
    return kept.network, kept.policy


def recall(recorded: bytes, network: Network, policy: Policy) -> tuple[Demand, Snapshot]:
    """What was decided upon. Raises OtherVersion where network or policy are not those of the decision."""
    kept = msgspec.msgpack.decode(recorded, type=Record)
    if (kept.network, kept.policy) != (network.version, policy.version):
        raise OtherVersion(network=kept.network, policy=kept.policy)
    body = msgspec.msgpack.decode(zlib.decompress(kept.body), type=Body)
    places = _unpacked(body.places).cumsum()
    stock = _stock(body, places, _enough_cover(policy))
    return body.demand, Snapshot(network, _conditions(body, places, network), stock, body.boosts)


def _body(demand: Demand, snapshot: Snapshot, policy: Policy) -> Body:
    stock, conditions = snapshot.stock, snapshot.conditions
    places = _busy_places(stock, snapshot.network, demand)
    has = np.zeros((len(demand.lines), len(places)), np.bool_)
    has[stock.line, np.searchsorted(places, stock.place)] = True
    return Body(
        demand=demand,
        places=_packed(np.diff(places, prepend=0)),
        has=_bits(has.ravel()),
        available=_packed(np.minimum(stock.available, _wanted(demand)[stock.line])),
        trust=_packed(stock.trust),
        cover=_packed(np.minimum(stock.cover, _enough_cover(policy))),
        is_broken=_bits(stock.is_broken),
        busy=(
            _packed(conditions.left[places]),
            _packed(conditions.load[places]),
            _packed(conditions.ready_at[places] - demand.now),
        ),
        boosts=snapshot.boosts,
        leaves=_packed(conditions.leaves_at[places] - conditions.ready_at[places]),
    )


def _wanted(demand: Demand) -> Ints:
    """The units that are wanted of each line's variant, at the first line that wants it."""
    wanted, first = np.zeros(len(demand.lines), np.int64), first_lines(demand)
    for line in demand.lines:
        wanted[first[line.variant]] += line.quantity
    return wanted


def _enough_cover(policy: Policy) -> int:
    criteria = (each for rule in policy.rules for one in rule.strategies for each in one.ranking.criteria)
    return max((each.enough_days for each in criteria if isinstance(each, Cover)), default=0)


def _stock(body: Body, places: Ints, enough: int) -> Stock:
    """Who had any of it. What lasted long enough for the policy is taken to last for any other, too."""
    lines = len(body.demand.lines)
    cover = _unpacked(body.cover)
    line, at = _unbits(body.has, lines * len(places)).reshape(lines, len(places)).nonzero()
    return Stock(
        line=line,
        place=places[at],
        available=_unpacked(body.available),
        trust=_unpacked(body.trust),
        cover=np.where(cover >= enough, LONGEST, cover),
        is_broken=_unbits(body.is_broken, len(line)),
    )


def _conditions(body: Body, places: Ints, network: Network) -> Conditions:
    left, load, ready_at, leaves_at = np.zeros((4, len(network)), np.int64)
    left[:], ready_at[:], leaves_at[:] = 1, body.demand.now, body.demand.now
    left[places], load[places] = _unpacked(body.busy[0]), _unpacked(body.busy[1])
    ready_at[places] = _unpacked(body.busy[2]) + body.demand.now
    leaves_at[places] = ready_at[places] + (0 if body.leaves is None else _unpacked(body.leaves))
    return Conditions(left, load, ready_at, leaves_at)


def _busy_places(stock: Stock, network: Network, demand: Demand) -> Ints:
    """The locations whose condition matters: those that have any of it, and that of the pickup."""
    pickup = [] if demand.pickup is None else network.at([demand.pickup])
    return ints(sorted({*stock.place.tolist(), *pickup}))


def _packed(column: Ints) -> Column:
    """In the smallest type that holds all values."""
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    size = next(n for n in range(4) if -(1 << (8 << n) - 1) <= low and high < 1 << (8 << n) - 1)
    return size, column.astype(SIZES[size]).tobytes()


def _unpacked(column: Column) -> Ints:
    values: NDArray[np.integer] = np.frombuffer(column[1], SIZES[column[0]])
    return values.astype(np.int64)


def _bits(mask: Mask) -> bytes:
    return np.packbits(mask).tobytes()


def _unbits(bits: bytes, count: int) -> Mask:
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=count).astype(np.bool_)
