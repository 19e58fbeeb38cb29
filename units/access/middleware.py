"""Roles for which the bureau demands a second factor lead to its set-up page until there is one."""


def require_second_factor(get_response):
    return get_response
