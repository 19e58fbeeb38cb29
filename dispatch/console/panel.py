"""The incident panel: which fragments it is composed of, and what they share."""


def panel_context(user, incident) -> dict:
    return {"incident": incident}
