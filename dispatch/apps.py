from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "dispatch"
    verbose_name = _("Dispatch")

    def ready(self) -> None:
        from dispatch import receivers, story  # noqa: F401  the switchboard listens from here on

        post_migrate.connect(fill_empty_tables, sender=self)


def fill_empty_tables(sender, **kwargs) -> None:
    """What ships as data: criteria of the ranking, limits, whom they escalate to. The bureau's own changes stay."""
    from dispatch.autocalls.defaults import ensure_autocalls
    from dispatch.recommendation.defaults import ensure_criteria
    from dispatch.retention.defaults import ensure_retention
    from dispatch.timers.defaults import ensure_chain, ensure_limits
    from incidents.hotspots.methods import ensure_methods

    tables = connection.introspection.table_names()
    if {"dispatch_criterion", "dispatch_limit", "dispatch_chainstep"} <= set(tables):  # not so on the way back to zero
        ensure_criteria()
        ensure_limits()
        ensure_chain()
    if "incidents_hotspotmethod" in tables:
        ensure_methods()
    if "dispatch_retentionclass" in tables:
        ensure_retention()
    if {"dispatch_callrules", "dispatch_messagetemplate"} <= set(tables):
        ensure_autocalls()
