"""Signing in where the bureau sends no mail: a forgotten password is then an administrator's matter, and it says so."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WHOM_TO_ASK = _("Forgot your password? An administrator of your organisation gives you a new one.")


class SignInForm(LoginForm):
    """allauth's link to the reset page is kept only where the mail it promises can be sent."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_SET:
            self.fields["password"].help_text = WHOM_TO_ASK


class ResetForm(ResetPasswordForm):
    def clean(self):
        if not settings.EMAIL_SET:
            raise ValidationError(WHOM_TO_ASK, code="no_mail")
        return super().clean()
