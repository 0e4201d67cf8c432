"""Locations: the stores and warehouses that hold stock."""
