"""How fast and how heavy the shop is, as ratios against a bare baseline in the same run: `make bench`.

Absolute numbers say more about the machine than about the shop. So wherever there is something to compare with, the
shop and a bare program doing the same thing take turns, round by round, and the median of the rounds' ratios counts.
"""
