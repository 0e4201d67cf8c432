"""What connects the house: settings, database, event log, live push, jobs, pages, problems, metrics."""
