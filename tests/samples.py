"""Where the sample records of the tests lie; apart from the fixtures, as there are two files called conftest."""

from pathlib import Path

RECORDS = Path(__file__).parent / "records"
SOUND = RECORDS / "sound"
