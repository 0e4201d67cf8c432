"""What a scanned or typed text means: barcodes, words, sizes. Each file is one question."""

from comptoir.catalogue.rules.barcodes import FNC1, FNC1_WRITTEN, check_digit, gtin_of, normalise_gtin

__all__ = ["FNC1", "FNC1_WRITTEN", "check_digit", "gtin_of", "normalise_gtin"]
