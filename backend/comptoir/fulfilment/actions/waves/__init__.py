"""The verbs of waves: begin, pick, hand to a colleague, end."""
