"""What leaves the house for carriers and printers."""

from comptoir.fulfilment.jobs.labels import cancel_label, make_label
from comptoir.fulfilment.jobs.printing import print_zpl

__all__ = ["cancel_label", "make_label", "print_zpl"]
