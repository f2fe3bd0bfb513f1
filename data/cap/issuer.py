"""Who issues the messages: everything about them that is not in a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from data.cap.settings import CapSettings, sender_for
from data.profile import Profile
from geo.areas import Areas


@dataclass(frozen=True)
class Issuer:
    """One installation as its readers know it. `exercise`: nothing of this happens (the drill)."""

    sender: str
    settings: CapSettings
    exercise: bool
    zone: tzinfo
    areas: Areas
    profile_id: str
    name_vi: str
    name_en: str

    def name(self, language: str) -> str:
        """The place that is watched, in a language."""
        return self.name_vi if language == "vi" else self.name_en


def issuer_for(profile: Profile, areas: Areas, *, drill: bool, public_url: str | None) -> Issuer:
    """The issuer of a profile; `public_url` is the installation's address, if it has one."""
    return Issuer(
        sender=sender_for(profile.cap, public_url),
        settings=profile.cap,
        exercise=drill,
        zone=profile.tz,
        areas=areas,
        profile_id=profile.id,
        name_vi=profile.name_vi,
        name_en=profile.name_en,
    )
