"""Sign-in by password for accounts that are not locked, and what an administrator may touch in admin."""

from allauth.account.auth_backends import AuthenticationBackend

from units.access.scope import may


class LockableBackend(AuthenticationBackend):
    """allauth's backend; a locked account is refused as an inactive one is, whatever the password.

    Django's table permissions are not used: whoever holds the administrator's role may change every table that is in
    admin, and only configuration is there. Incidents, orders and the journal are not.
    """

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and user.locked_at is None

    def has_perm(self, user, permission, obj=None) -> bool:
        return user.is_active and may(user, "admin.open")

    def has_module_perms(self, user, app_label) -> bool:
        return user.is_active and may(user, "admin.open")
