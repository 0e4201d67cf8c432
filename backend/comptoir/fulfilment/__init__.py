"""Store work: preparations from open to collected, refusals and handover."""
