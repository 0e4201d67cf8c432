"""What is known of webhooks, and what they are told."""
