"""Policies as forms: each part as texts in named fields, and back, so that what nobody touches stays as it is."""
