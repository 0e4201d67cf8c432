"""What the chain decides about all its locations, subject by subject."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from comptoir.network.events import ChainSettingChanged
from comptoir.network.tables import ChainSetting
from comptoir.wiring.work import Work


async def decide(work: Work, name: str, document: dict[str, Any]) -> None:
    """Write down what the chain decided about a subject, in place of what it decided before."""
    said = {"document": document, "changed_by": work.actor.key, "changed_at": work.now}
    row = insert(ChainSetting).values(name=name, version=1, **said)
    again = row.on_conflict_do_update(index_elements=["name"], set_={**said, "version": ChainSetting.version + 1})
    version = (await work.execute(again.returning(ChainSetting.version))).scalar_one()
    work.record(ChainSettingChanged(subject=name, version=version))
