"""What a scanned code means."""

from comptoir.catalogue.rules.barcodes import check_digit, gtin_of, normalise_gtin

__all__ = ["check_digit", "gtin_of", "normalise_gtin"]
