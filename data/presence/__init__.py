"""Who of a patrol was really there: check-ins, who must answer when nobody came, and what they found."""

from data.presence.reading import Presence, Present, is_joint, presence_of, presences

__all__ = ["Presence", "Present", "is_joint", "presence_of", "presences"]
