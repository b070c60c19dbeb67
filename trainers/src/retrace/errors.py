class RetraceError(Exception):
    """Data that cannot be read: the message says what is wrong, what to do, and where."""
