"""What makes a list of wanted goods acceptable before any stock is asked."""

from collections import Counter
from collections.abc import Iterable, Sequence

from comptoir.kit.errors import N_, Invalid


class DuplicateLines(Invalid):
    slug = "duplicate-lines"
    title = N_("The same SKU stands on more than one line: %(skus)s. Send one line with the sum.")


class UnknownSkus(Invalid):
    slug = "unknown-sku"
    title = N_("These SKUs are not in the catalogue: %(skus)s.")


class UnknownLocation(Invalid):
    slug = "unknown-location"
    title = N_("There is no location %(location)s.")


def check_skus(skus: Sequence[str], known: Iterable[str]) -> None:
    """Raises DuplicateLines or UnknownSkus."""
    if repeated := [sku for sku, times in Counter(skus).items() if times > 1]:
        raise DuplicateLines(field="lines", skus=", ".join(repeated))
    found = set(known)
    if unknown := [sku for sku in skus if sku not in found]:
        raise UnknownSkus(field="lines", skus=", ".join(unknown))
