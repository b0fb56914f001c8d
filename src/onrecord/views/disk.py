"""Space on the disks that must not fill."""

import shutil
from pathlib import Path

from onrecord.domain.alarm import Room


def room(place: str, folder: Path) -> Room:
    """Of the disk that holds a folder, or will hold it once it is made."""
    usage = shutil.disk_usage(standing(folder))
    return Room(place, usage.free, usage.total)


def standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())
