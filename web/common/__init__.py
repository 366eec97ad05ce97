"""What every API uses."""
