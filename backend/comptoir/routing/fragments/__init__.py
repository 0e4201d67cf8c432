"""What is pushed: the versions of the policy, and one; what a location was given today."""
