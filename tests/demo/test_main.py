from __future__ import annotations

import signal
import subprocess
import sys


def test_serves_until_interrupted() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "backlinkspider.demo"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(5)]
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=30) == 0
    assert lines[0].endswith("candidates\n")
    assert lines[4].startswith("CONNECT_TO=")
    assert "www.oakandloom.test:443=127.0.0.1:" in lines[4]
