"""People who buy: their accounts and how they prove who they are."""
