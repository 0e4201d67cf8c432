"""What is done about who acts: signing in, managing the team, tablets and keys."""
