"""Amazon SES as far as it takes mail, and a page that shows what it took: nothing leaves it."""

from sandbox.mail_sink.server import MailSinkServer
from sandbox.mail_sink.sink import MailSink

__all__ = ["MailSink", "MailSinkServer"]
