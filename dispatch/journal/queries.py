"""Reading the journal: for auditors, within their branch of the tree."""

from django.db.models import Q, QuerySet

from dispatch.journal.models import JournalEntry
from units.access.scope import scope_paths, within


def journal_entries(user, *, verb: str = "", subject: str = "", by: str = "", since=None, until=None) -> QuerySet:
    """Newest first. Entries that belong to no organisation (signing in …) follow the user who caused them."""
    paths = scope_paths(user, "journal.read")
    if not paths:
        return JournalEntry.objects.none()
    own = within(paths) | Q(organisation=None) & (within(paths, "by__organisation__") | Q(by=None))
    entries = JournalEntry.objects.filter(own).select_related("by", "organisation", "seal")
    if verb:
        entries = entries.filter(verb__startswith=verb)
    if subject:
        entries = entries.filter(subject_code__startswith=subject)
    if by:
        entries = entries.filter(by_name__iexact=by)
    if since:
        entries = entries.filter(at__gte=since)
    if until:
        entries = entries.filter(at__lt=until)
    return entries.order_by("-id")
