"""What a run sees, as arrays that are kept beside it: a repetition needs nothing else. Pure."""

import hashlib
import io
import json
import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

ARRAYS = ("day", "x", "y", "kind", "station", "at")


@dataclass(frozen=True)
class Inputs:
    """One entry an incident, oldest first.

    ``day``: 0 … ``days`` − 1 from ``first``; ``x``, ``y``: metres in the plane of ``srid``, whole decimetres; ``kind``,
    ``station``: places in ``kinds`` (codes) and ``stations`` (codes of organisations); ``at``: seconds since 1970;
    ``refs``: the incident's code, or "" when it came from an import.
    """

    first: date
    days: int
    srid: int
    kinds: tuple[str, ...]
    stations: tuple[str, ...]
    refs: tuple[str, ...]
    day: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: NDArray[np.int32]
    station: NDArray[np.int32]
    at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.day)

    def date_of(self, day: int) -> date:
        return self.first + timedelta(days=int(day))

    def pack(self) -> bytes:
        words = {
            "first": self.first.isoformat(),
            "days": self.days,
            "srid": self.srid,
            "kinds": self.kinds,
            "stations": self.stations,
            "refs": self.refs,
        }
        out = io.BytesIO()
        head = json.dumps(words, ensure_ascii=False).encode()
        out.write(len(head).to_bytes(8, "big") + head)
        for name in ARRAYS:
            np.save(out, getattr(self, name), allow_pickle=False)
        return zlib.compress(out.getvalue())

    @classmethod
    def unpack(cls, packed: bytes) -> "Inputs":
        source = io.BytesIO(zlib.decompress(packed))
        words = json.loads(source.read(int.from_bytes(source.read(8), "big")))
        arrays = {name: np.load(source, allow_pickle=False) for name in ARRAYS}
        return cls(
            first=date.fromisoformat(words["first"]),
            days=words["days"],
            srid=words["srid"],
            kinds=tuple(words["kinds"]),
            stations=tuple(words["stations"]),
            refs=tuple(words["refs"]),
            **arrays,
        )

    @property
    def digest(self) -> str:
        """SHA-256 of all of it, whatever compressed it."""
        return hashlib.sha256(zlib.decompress(self.pack())).hexdigest()
