"""What is pushed: the versions of the policy, and one."""
