"""What is sold, for how much, and on which servers."""
