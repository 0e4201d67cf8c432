"""The living style guide: every part in every state, with examples. Only in development."""

from litestar import Controller, Response, get

from comptoir.fulfilment.screens import examples
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page


class StyleGuide(Controller):
    """What the screens are made of."""

    path = "/styleguide"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork) -> Response[str]:
        """All of it."""
        return page(
            work,
            "styleguide/index.html",
            queue=examples.queue(work.now),
            alerts=examples.alerts(work.now),
            preparations=examples.preparations(work.now),
            packing=examples.packing(work.settings),
            who=examples.WHO,
            demanded=("code", "signature"),
        )
