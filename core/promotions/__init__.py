"""Promocodes, campaigns, referrals."""
