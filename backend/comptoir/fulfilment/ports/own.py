"""The chain's own vans and couriers: numbers with check digits, and labels that we draw ourselves."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from comptoir.fulfilment.ports.carrier import Bought, Consignment, Offer, Undone
from comptoir.fulfilment.ports.label_pdf import draw_label
from comptoir.fulfilment.ports.label_zpl import write_label
from comptoir.kit.errors import N_

PREFIX = "CV"
SERVICES = {"standard": N_("Standard"), "express": N_("Express")}
NO_ADDRESS = N_("The address is not complete.")


class OwnCarrier:
    """Nobody is asked: the label is made here."""

    code: ClassVar[str] = "own"

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def offers(self) -> Sequence[Offer]:
        return [Offer(self.code, self.name, service, name) for service, name in SERVICES.items()]

    async def buy(self, consignment: Consignment) -> Bought:
        to = consignment.receiver
        if not (to.name and to.street and to.town):
            raise Undone(NO_ADDRESS, is_final=True)
        tracking = tracking_number(consignment.serial)
        pdf = await asyncio.to_thread(draw_label, consignment, carrier=self.name, tracking=tracking)
        return Bought(tracking, pdf, write_label(consignment, carrier=self.name, tracking=tracking))

    async def cancel(self, tracking: str) -> None:
        """A number is never given out twice, so nothing is left to do."""


def tracking_number(serial: int) -> str:
    """Like CV0000004711, and two check digits by ISO 7064 MOD 97-10, as IBANs have them: no wrong digit and no two
    that change places go unseen. Serials may have gaps."""
    digits = f"{serial:010d}"
    return f"{PREFIX}{digits}{98 - int(digits) * 100 % 97:02d}"


def is_tracking_number(text: str) -> bool:
    """Whether a text is one of our numbers, rightly read."""
    digits = text.removeprefix(PREFIX)
    is_number = text.startswith(PREFIX) and len(digits) >= 12 and digits.isascii() and digits.isdecimal()
    return is_number and int(digits) % 97 == 1
