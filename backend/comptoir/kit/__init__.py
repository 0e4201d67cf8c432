"""Pure helpers that know nothing of the house: clock, ids, money, geography, errors, events."""
