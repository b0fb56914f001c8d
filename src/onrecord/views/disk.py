"""Space on the disks that must not fill."""

import shutil
from pathlib import Path

from onrecord.domain.alarm import Room
from onrecord.storage.engine import Database


def room(place: str, folder: Path) -> Room:
    """Of the disk that holds a folder, or will hold it once it is made."""
    usage = shutil.disk_usage(standing(folder))
    return Room(place, usage.free, usage.total)


def record_room(database: Database, home: Path) -> Room:
    """Of the disk that holds the record; where a server keeps it, of the home, which is all that we see."""
    return room("record", database.file.parent if database.file else home)


def standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())
