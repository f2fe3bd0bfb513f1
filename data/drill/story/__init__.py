"""What people do in the drill beside what burns: who is on duty, who patrols, who meets. Data, not code: the
profile's ``drill/duty.toml``, ``patrols.toml``, ``meetings.toml``.

Each deed happens at its hour of the story, once, through the services of real work. Whoever trains may have
done something else before: then that stands, and the story goes on.
"""

from data.drill.story.deeds import Deed, perform
from data.drill.story.parts import Story
from data.drill.story.plot import deeds_of, hours_of
from data.drill.story.reading import load_story

__all__ = ["Deed", "Story", "deeds_of", "hours_of", "load_story", "perform"]
