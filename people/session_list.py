"""allauth's list of sessions, of which only the model is used."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionListConfig(UserSessionsConfig):  # type: ignore[misc]  # allauth has no types
    """Without its receivers: they would write the cookie's value into the list.

    `people.sessions.put_on_list` writes the name of the session's row instead.
    """

    def ready(self) -> None:
        return None
