"""The database: engine, sessions, and the base of all tables."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    BindParameter,
    CollectionAggregate,
    MetaData,
    Text,
    Uuid,
    any_,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from comptoir.wiring.sessions import Sessions

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

SERVER_SETTINGS = {
    "application_name": "comptoir",
    "jit": "off",
    # A forgotten transaction holds back every reader of the event log, so none may idle for long.
    "idle_in_transaction_session_timeout": "5000",
    "lock_timeout": "10000",
}


class Base(DeclarativeBase):
    """All tables. Relationships are not mapped: queries say what they load."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: TIMESTAMP(timezone=True),
        UUID: Uuid(),
        str: Text(),
        int: BigInteger(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


def encode_json(value: Any) -> str:
    """JSON text of any value that msgspec knows."""
    return msgspec.json.encode(value).decode()


def any_unseen(values: BindParameter[Any]) -> CollectionAggregate[Any]:
    """`= ANY (values)`, without letting the planner look into the array.

    Where it sees how few values there are, it plans the statement anew each time since that seems cheaper than the plan
    that it keeps; planning then takes longer than all the rest.
    """
    return any_(func.array(select(func.unnest(values)).scalar_subquery()))


def async_url(url: str) -> str:
    """A database URL in any usual spelling, for SQLAlchemy on asyncpg."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+asyncpg://" + url.removeprefix(prefix)
    return url


def make_engine(url: str, *, pool_size: int = 8) -> AsyncEngine:
    """An engine whose connections idle in a transaction for five seconds at most."""
    return create_async_engine(
        async_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=15,
        pool_pre_ping=False,
        hide_parameters=True,  # errors are logged, and parameters are personal data
        json_serializer=encode_json,
        json_deserializer=msgspec.json.decode,
        connect_args={"server_settings": SERVER_SETTINGS, "timeout": 5},
    )


async def connect(url: str) -> Any:
    """A connection of asyncpg itself, which carries no types: outside of any pool, for who listens."""
    driver: Any = asyncpg
    dsn = async_url(url).replace("postgresql+asyncpg://", "postgresql://", 1)
    return await driver.connect(dsn, timeout=5, server_settings=SERVER_SETTINGS)


def make_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions on the connections of an engine."""
    return Sessions(engine)
