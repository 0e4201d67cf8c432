"""The verbs of transfers: made, picked and sent at one end, counted and taken in at the other."""
