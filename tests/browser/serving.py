"""A server for the site that sends it as public hosts do: compressed, and kept for a while."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is compressed in itself is sent as it is.
_COMPRESSED = {".gz", ".ico", ".jpg", ".png", ".whl", ".woff2", ".zip"}


@lru_cache(maxsize=1024)
def _sent(file: Path, _changed: int) -> tuple[bytes, bool]:
    """Return what is sent for a file, and whether it is compressed."""
    content = file.read_bytes()
    if file.suffix in _COMPRESSED:
        return content, False
    return gzip.compress(content, mtime=0), True


class Handler(SimpleHTTPRequestHandler):
    """Answers from a folder, with the headers that matter for a second visit."""

    protocol_version = "HTTP/1.1"  # one connection serves many requests

    def send_head(self) -> IO[bytes] | None:  # type: ignore[override]
        """Send the headers, and the file in the form in which it travels."""
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        content, compressed = _sent(file, file.stat().st_mtime_ns)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return None

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet: what a page asks for is seen in the browser."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder to this machine alone; yield its address."""
    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
