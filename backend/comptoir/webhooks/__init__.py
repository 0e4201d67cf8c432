"""Telling other systems what happens: signed messages to their addresses, in order, until they have them."""
