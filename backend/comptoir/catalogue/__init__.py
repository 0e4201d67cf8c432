"""Products, their sellable variants, barcodes and prices."""
