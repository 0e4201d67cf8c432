"""What follows from what happened, as the worker has it follow."""

from comptoir.reactions import REACTIONS
from comptoir.wiring.reacting import Reacting
from comptoir.wiring.readers import Reader
from tests.house import House


async def react(house: House) -> None:
    """Have every reaction that is due happen."""
    reacting = Reacting(REACTIONS, settings=house.settings, clock=house.clock)
    reader = Reader("reactions", reacting, house.sessions.engine, ring=lambda: None)
    while await reader.step():
        pass
