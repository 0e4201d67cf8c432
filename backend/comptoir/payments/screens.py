"""Where the customer's phone comes back to from the provider's page."""

from litestar import Controller, Response, get

from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page


class PaidPage(Controller):
    """Anybody may see it: whether something was paid, the shop learns from the provider."""

    path = "/paid"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork) -> Response[str]:
        """Thanks."""
        return page(work, "payments/paid.html", shop_name=work.settings.shop_name)


SCREENS = (PaidPage,)
"""What it serves: each class at its own addresses."""
