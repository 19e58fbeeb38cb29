"""Channel groups: one per organisation. A message goes to the owner, to those above it, and to whom it is shared with."""


def group_of(organisation_id: int) -> str:
    return f"organisation.{organisation_id}"
