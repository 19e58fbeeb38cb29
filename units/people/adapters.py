"""How allauth behaves in a bureau: nobody signs up by themselves, and a locked account stays out."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from units.people.models import User

LOCKED = _("This account is locked after repeated wrong sign-ins. Ask your administrator to release it.")


class BureauAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def authenticate(self, request, **credentials):
        """As allauth, but allauth hands on a user whom the backend refused; a locked one must not get through."""
        user = super().authenticate(request, **credentials)
        if user is not None and user.locked_at is not None:
            raise ValidationError(LOCKED, code="locked")
        return user

    def authentication_failed(self, request, **credentials) -> None:
        """Say that the account is locked only once it is: the fifth wrong try and every later one."""
        locked = User.objects.filter(username__iexact=credentials.get("username", ""), locked_at__isnull=False)
        if locked.exists():
            raise ValidationError(LOCKED, code="locked")
