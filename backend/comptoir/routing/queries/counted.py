"""Whether help for stores has an effect: only where the published policy counts it."""

import msgspec

from comptoir.routing.queries.policies import drafts, published_view
from comptoir.routing.rules.boosting import counting_help, counts_help
from comptoir.wiring.work import Work


class HelpCounted(msgspec.Struct, frozen=True):
    """Whether a policy is published, and counts help; else the newest draft that does, and whether one can be made."""

    is_published: bool
    is_counted: bool
    draft: int | None = None
    may_draft: bool = False


async def help_counted(work: Work) -> HelpCounted:
    """As it is now."""
    published = await published_view(work)
    if published and counts_help(published.policy):
        return HelpCounted(is_published=True, is_counted=True)
    draft = next((each.version for each in await drafts(work) if counts_help(each.policy)), None)
    may_draft = published is not None and counts_help(counting_help(published.policy))
    return HelpCounted(published is not None, is_counted=False, draft=draft, may_draft=may_draft)
