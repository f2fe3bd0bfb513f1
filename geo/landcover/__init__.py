"""Tree cover seen from space: not whose forest it is and of which kind, only where trees stand."""

WORLDCOVER_URL = (
    "https://esa-worldcover.s3.eu-central-1.amazonaws.com/v200/2021/map/"
    "ESA_WorldCover_10m_2021_v200_{tile}_Map.tif"
)
"""The public bucket. A template may also be the path of files on this machine, with the same {tile}."""
