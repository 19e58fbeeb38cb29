"""Whether a user holds a right over one incident: by its organisation, or because it is shared with theirs."""

from incidents.register.models import Incident
from units.access.scope import scope_paths, within


def reaches(user, right: str, incident: Incident, *, shared: bool = True) -> bool:
    """The same answer as ``visible_to(user, right)`` for this one row; asks the database only about sharing."""
    paths = scope_paths(user, right)
    if any(incident.organisation.path.startswith(path) for path in paths):
        return True
    return shared and bool(paths) and incident.shared_with.filter(within(paths, prefix="")).exists()
