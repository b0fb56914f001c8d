"""Every error of the product, as one tree.

    OnrecordError
    ├── SettingsError            the environment or a command line does not add up
    ├── StorageError             the database cannot do what was asked
    │   ├── StorageTooOld        SQLite lacks what the record needs
    │   ├── StorageBusy          another process holds the database
    │   └── LeaseLost            another worker has taken this errand over
    ├── NotOurs                  a webhook that leads to another program
    ├── FoldFailed               what was received could not be made into records
    ├── ProviderError            asking the provider went wrong
    │   ├── ProviderUnreachable  no answer: refused, cut, timed out
    │   ├── ProviderBusy         429, or 5xx
    │   ├── ProviderRefusedKey   401: the key is wrong or was withdrawn
    │   ├── ProviderForbids      403, or 402: plan, permission, subscription
    │   ├── ProviderHasNot       404: not there, or not ours
    │   ├── ProviderRejects      400 and the like: what we asked is not understood
    │   └── ProviderGarbled      an answer that is not what the surface speaks
    ├── FileError                getting one file's bytes went wrong
    │   ├── LinkExpired          403 or 410 on a link: ask again for a fresh one
    │   ├── FileUnavailable      no answer or 5xx: try again later
    │   └── FileRefused          we will not keep it: host, size or type
    ├── NotDeliveredYet          a delivery was asked for once more and has not come yet
    ├── NotToldYet               an alarm could not be handed to the mail server or the owner's address
    ├── VaultError               the folder of files cannot be written or does not hold what it should
    ├── StatementUnreadable      a document that is to be checked is no statement of ours
    ├── ExportUnreadable         a file that a statement is to be checked against is no export of ours
    └── AccessDenied             this user may not see that

`permanent` answers the only question a caller has: is it of any use to try again? `advice` says what the person
in front of the screen can do.
"""


class OnrecordError(Exception):
    """The root. The message is for a person; it never holds a secret, a body or a whole phone number."""

    permanent = True
    advice = ""

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice


class SettingsError(OnrecordError):
    advice = "Correct the setting that is named and start again."


class NotOurs(OnrecordError):
    advice = "Leave it to the program that uses it."


class StorageError(OnrecordError):
    advice = "Look at the disk and the database, then start again; nothing that was acknowledged is lost."


class StorageTooOld(StorageError):
    advice = "Install SQLite 3.43 or newer (on Linux: pip install pysqlite3), or set ONRECORD_DATABASE_URL."


class StorageBusy(StorageError):
    permanent = False
    advice = "Another process is writing for long; it passes by itself."


class LeaseLost(StorageError):
    """What we did for the errand must not be written."""

    permanent = False
    advice = "The other worker finishes it; nothing needs to be done."


class FoldFailed(OnrecordError):
    permanent = False
    advice = "What was received is kept and is folded again later; please report the log line."


class ProviderError(OnrecordError):
    """`status` is the HTTP status, 0 where no answer came."""

    status = 0

    def __init__(self, message: str, *, status: int = 0, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.status = status


class ProviderUnreachable(ProviderError):
    permanent = False
    advice = "Check the network and ONRECORD_QUO_API_URL; it is tried again by itself."


class ProviderBusy(ProviderError):
    """`retry_after_seconds` where the provider said how long to wait; nobody has seen it do so yet."""

    permanent = False
    advice = "The provider asks to wait; it is tried again by itself."
    retry_after_seconds: float | None = None


class ProviderRefusedKey(ProviderError):
    advice = "Make a new API key in Quo (Workspace settings, API) and set ONRECORD_QUO_API_KEY."


class ProviderForbids(ProviderError):
    advice = "The plan, the subscription or the permissions of the key do not allow it; see «What Quo lets us get»."


class ProviderHasNot(ProviderError):
    advice = "It is not there for this key."


class ProviderRejects(ProviderError):
    advice = "The provider does not understand this question; please report it with the log line."


class ProviderGarbled(ProviderError):
    permanent = False
    advice = "The answer was cut or is not JSON; it is asked again by itself."


class FileError(OnrecordError):
    """Getting the bytes of one file."""


class LinkExpired(FileError):
    permanent = False
    advice = "A fresh link is asked for by itself."


class FileUnavailable(FileError):
    permanent = False
    advice = "It is tried again by itself."


class FileRefused(FileError):
    """`reason` is one of: host, size, type, empty, name. `least_bytes`: how large the file is at least, where that is
    the reason."""

    advice = "The file is not kept for safety; open it in Quo."

    def __init__(self, message: str, *, reason: str, least_bytes: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.least_bytes = least_bytes


class NotDeliveredYet(OnrecordError):
    permanent = False
    advice = "It is looked for again by itself."


class NotToldYet(OnrecordError):
    permanent = False
    advice = "It is tried again by itself; check ONRECORD_SMTP_URL or ONRECORD_ALARM_WEBHOOK_URL."


class VaultError(OnrecordError):
    advice = "Look at the folder ONRECORD_VAULT: space, owner, permissions."


class StatementUnreadable(OnrecordError):
    advice = "Give it the JSON that `onrecord statement` wrote, whole and unchanged."


class ExportUnreadable(OnrecordError):
    advice = "Give --export the file that `onrecord export --jsonl FILE` wrote, whole and unchanged."


class AccessDenied(OnrecordError):
    advice = "Ask the owner for access to this phone number."
