"""The chain's promotions, as the rules price with them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from comptoir.sales.rules.pricing import Promotion
from comptoir.sales.tables import Promotion as Row
from comptoir.wiring.work import Work

_COLUMNS: tuple[Any, ...] = tuple(getattr(Row, name) for name in Promotion.__struct_fields__)


async def promotions(work: Work) -> Sequence[Promotion]:
    """All that did not end; which of them count, the rules say."""
    rows = (await work.execute(select(*_COLUMNS).where(Row.ended_at.is_(None)))).mappings()
    return [msgspec.convert(dict(row), Promotion) for row in rows]
