"""What a scanned or typed text means: barcodes, words, sizes. Each file is one question."""

from comptoir.catalogue.rules.barcodes import check_digit, gtin_of, normalise_gtin

__all__ = ["check_digit", "gtin_of", "normalise_gtin"]
