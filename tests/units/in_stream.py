"""What doors have put into the stream of fixes."""

from units.positions import stream
from units.positions.fix import Fix


def in_stream() -> list[Fix]:
    """Every fix in the stream, oldest first."""
    return [fix for _id, entry in stream.connection().xrange(stream.key()) for fix in stream.fixes_of(entry)]
