"""What to visit: candidates read lazily from lists, table exports, JSON lines and streams."""

from backlinkspider.candidates.model import BadLine, Candidate, CandidateFileError
from backlinkspider.candidates.reader import read
from backlinkspider.candidates.sources import Source, expand

__all__ = ["BadLine", "Candidate", "CandidateFileError", "Source", "expand", "read"]
