"""Sign-in by password for accounts that are not locked."""

from allauth.account.auth_backends import AuthenticationBackend


class LockableBackend(AuthenticationBackend):
    """allauth's backend; a locked account is refused as an inactive one is, whatever the password."""

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and user.locked_at is None
