"""Comptoir: the shop floor's half of an order management system."""
