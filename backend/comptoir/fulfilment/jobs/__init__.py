"""What leaves the house for carriers and printers."""

from comptoir.fulfilment.jobs.labels import cancel_label, make_label

__all__ = ["cancel_label", "make_label"]
