"""Why a member's own link does not work."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class MemberLinkUnusable(DataError):
    """`problem`: link_forged, link_revoked, member_removed, link_expired."""

    code = "member_link_unusable"
    sentence = "This link of a patrol does not work: {problem}"


class MemberUnknown(DataError):
    """There is no such member of a patrol."""

    code = "patrol_member_unknown"
    sentence = "There is no member {id} of any patrol"
