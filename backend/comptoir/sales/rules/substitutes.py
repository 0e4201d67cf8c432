"""When something else may go in place of what was ordered."""

from collections.abc import Collection

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.orders.rules import Consent
from comptoir.stock.rules import RefusalReason

REASONS: Collection[RefusalReason] = ("not_in_stock", "damaged", "display_only")
"""Why goods may be replaced: who has no time for them has none for others."""


MOST_OFFERED = 4
"""More is no question any more, but a shop."""


class SubstitutesUnwanted(Refused):
    slug = "substitutes-unwanted"
    title = N_("This customer wants nothing else in place of what they ordered.")


class ConsentMissing(Refused):
    slug = "consent-missing"
    title = N_("This customer wants to be asked before they get something else.")


class SubstituteGone(Refused):
    """`left` can still be promised here."""

    slug = "substitute-gone"
    title = N_("Too few of %(name)s are left: %(left)s. Nothing was changed.")


class NoSubstitute(Invalid):
    slug = "no-substitute"
    title = N_("This cannot go in place of what was ordered. Choose another.")


class ReasonMissing(Invalid):
    slug = "reason-missing"
    title = N_("Say why it can’t be served: not in stock, damaged, or a display piece only.")


class ChooseOne(Invalid):
    slug = "choose-one"
    title = N_("Choose the one that the customer gets.")


class WrongOffers(Invalid):
    slug = "wrong-offers"
    title = N_("Choose what to offer the customer: at least one, at most %(most)s.")


class AskedAlready(Refused):
    slug = "asked-already"
    title = N_("The customer has been asked about this already, and may still answer.")


class AnsweredAlready(Refused):
    slug = "answered-already"
    title = N_("This has been settled meanwhile. The page shows how.")


def check_offers(variant_ids: Collection[int]) -> list[int]:
    """What a customer is offered, each once. Raises WrongOffers."""
    offered = list(dict.fromkeys(variant_ids))
    if not 1 <= len(offered) <= MOST_OFFERED:
        raise WrongOffers(field="variant_id", most=MOST_OFFERED)
    return offered


def check_wish(wish: str) -> None:
    """Raises SubstitutesUnwanted."""
    if wish == "none":
        raise SubstitutesUnwanted


def check_consent(wish: str, consent: Consent) -> None:
    """Raises SubstitutesUnwanted, or ConsentMissing where the customer did not agree when they ordered."""
    check_wish(wish)
    if consent == "order" and wish != "similar":
        raise ConsentMissing


def check_reason(reason: RefusalReason | None) -> RefusalReason:
    """Why units can be replaced. Raises ReasonMissing."""
    if reason is None or reason not in REASONS:
        raise ReasonMissing(field="reason")
    return reason


def check_one(variant_ids: Collection[int]) -> int:
    """The one that was chosen. Raises ChooseOne."""
    if len(variant_ids) != 1:
        raise ChooseOne(field="variant_id")
    return next(iter(variant_ids))
