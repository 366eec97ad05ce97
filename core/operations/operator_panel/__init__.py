"""What the operators' panels show and change."""
