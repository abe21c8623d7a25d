"""What REDCap answers when it refuses: a status code and one sentence.

Handlers raise `ApiError`; only `app` turns it into bytes, in the format the caller asked for.
"""


class ApiError(Exception):
    """A refusal in REDCap's words. The message is sent to the caller as it stands."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Forbidden(ApiError):
    """The token's owner lacks a right. REDCap answers 403, also for an unknown token."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 403)


class BadBody(ApiError):
    """The `data` parameter cannot be read at all."""

    def __init__(self, message: str = "The data is not in the specified format.") -> None:
        super().__init__(message, 406)


NO_RIGHTS = "You do not have permissions to use the API"
NO_EXPORT = "You do not have API Export privileges"
NO_IMPORT = "You do not have API Import/Update privileges"
NO_DELETE = "You do not have Delete Record privileges"
NOT_IMPLEMENTED = "The requested method is not implemented."
BAD_CONTENT = 'The value of the parameter "content" is not valid'
