"""The stores' tablets."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, URLEncodedBody

from comptoir.identity.actions.devices import enrol_device, revoke_device
from comptoir.identity.queries.devices import tablets
from comptoir.identity.queries.team import require_manager, stores_managed
from comptoir.identity.screens.answers import device_cookie, go, no_session
from comptoir.identity.screens.forms import Enrolment
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page


class DeviceScreens(Controller):
    """Tablets of the stores that one manages."""

    path = "/devices"
    include_in_schema = False

    @get("/")
    async def show(self, work: CurrentWork) -> Response[str]:
        """The tablets in use."""
        return page(work, "identity/devices.html", tablets=await tablets(work))

    @get("/enrol")
    async def show_form(self, work: CurrentWork) -> Response[str]:
        """Which store the tablet at hand is for."""
        require_manager(work)
        return page(work, "identity/enrol.html", stores=await stores_managed(work))

    @post("/enrol")
    async def enrol(self, work: CurrentWork, data: URLEncodedBody[Enrolment]) -> Response[bytes]:
        """Make this browser the store's, and ask for a PIN from now on."""
        token = await enrol_device(work, location_id=data.location_id, name=data.name)
        return go("/pin", device_cookie(work, token), no_session(work))

    @post("/{device_id:uuid}/revoke")
    async def revoke(self, work: CurrentWork, device_id: FromPath[UUID]) -> Response[Any]:
        """Take a tablet out of use."""
        await revoke_device(work, device_id)
        return go("/devices")
