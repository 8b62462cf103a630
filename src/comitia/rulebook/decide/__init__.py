"""From a vote to a decision: carried or lost, by which clause, binding whom, what follows and who must act by when."""
