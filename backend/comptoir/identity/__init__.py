"""Who acts: staff, devices, sessions and API keys, and what each may do."""
