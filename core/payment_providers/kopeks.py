"""What vendors that bill in roubles have in common."""


class CountsInKopeks:
    """A vendor whose minor units are the shop's own: nothing is converted and nothing is rounded."""

    def amount_for(self, kopeks: int) -> int:
        return kopeks

    def kopeks_for(self, amount: int) -> int:
        return amount
