"""Settings of every test: no property is held to a time, which another program's work would break."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
