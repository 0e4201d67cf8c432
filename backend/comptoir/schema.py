"""Every table of every slice, imported: what a migration compares the database with."""

# pyright: reportUnusedImport=false

import comptoir.catalogue.tables
import comptoir.customers.tables
import comptoir.fulfilment.tables
import comptoir.identity.tables
import comptoir.network.tables
import comptoir.notices.tables
import comptoir.orders.tables
import comptoir.stock.tables
import comptoir.wiring.tables

__all__ = ["comptoir"]
