"""What an operator does to the installation."""
