"""How allauth behaves in a bureau: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter


class BureauAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False
