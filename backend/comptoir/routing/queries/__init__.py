"""What routing looks at: the network, how busy it is, who has what, the policy that holds, and past decisions."""
