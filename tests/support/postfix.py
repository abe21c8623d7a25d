"""A real Postfix of our own: its own configuration, queue and mailboxes, on a loopback port.

Mail for `example.edu` is kept in maildirs; what no mailbox is for is taken at SMTP and comes back
as a real delivery report to the sender's mailbox.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.prefect_server import wait_until


DAEMONS = Path("/usr/lib/postfix/sbin")
DOMAIN = "example.edu"
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
daemon_directory = {daemons}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.{domain}
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_transport = {transport}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtpd_client_message_rate_limit = 0
default_transport = error:5.7.1 nobody outside is written to
in_flow_delay = 0
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
NEEDS_IT = [pytest.mark.server, pytest.mark.xdist_group("postfix")]
"""Marks of a test that needs it; all of them share one."""


def why_not() -> str:
    """Return why it cannot be started here; empty when it can."""
    if shutil.which("postfix") is None or not DAEMONS.is_dir():
        return "Postfix is not installed"
    if os.geteuid() != 0:
        return "only root may start Postfix"
    return ""


@dataclass
class Postfix:
    """A mail relay that can be stopped and started."""

    folder: Path
    port: int

    def start(self) -> None:
        self._do("start")
        wait_until(self._listens, "Postfix to listen", 30)

    def stop(self) -> None:
        """Stop at once, with whoever is being served; returns when all of it is gone."""
        group = os.getpgid(int((self.folder / "spool" / "pid" / "master.pid").read_text()))
        self._do("abort")
        wait_until(lambda: _is_gone(group), "Postfix to end", 30)

    def mailbox(self, name: str) -> list[Path]:
        """The files of what arrived for a mailbox, in no order."""
        return sorted((self.folder / "mail" / name / "new").glob("*"))

    def wait_for(self, count: int, *names: str) -> list[Path]:
        """Wait until that many messages lie in these mailboxes; return their files."""

        def found():
            files = [each for name in names for each in self.mailbox(name)]
            return files if len(files) >= count else None

        return wait_until(found, f"{count} messages to be delivered", 60)

    def _do(self, word: str) -> None:
        subprocess.run(
            ["postfix", "-c", self.folder / "conf", word],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            time.sleep(0.05)
            return False


@contextmanager
def postfix(mailboxes: list[str], *, keeps: bool = True) -> Iterator[Postfix]:
    """Start a relay that has *mailboxes*; stop it, whatever happens.

    One that keeps nothing forgets what it has taken: what is measured is the taking.
    """
    folder = Path(tempfile.mkdtemp(prefix="postfix"))
    owner = pwd.getpwnam("postfix")
    relay = Postfix(folder, _free_port())
    try:
        folder.chmod(0o755)
        for name in ("conf", "spool", "data", "mail"):
            (folder / name).mkdir()
        for name in ("data", "mail"):
            shutil.chown(folder / name, owner.pw_uid, owner.pw_gid)
        words = {"folder": folder, "daemons": DAEMONS, "domain": DOMAIN, "port": relay.port,
                 "uid": owner.pw_uid, "gid": owner.pw_gid,
                 "transport": "virtual" if keeps else "discard"}  # fmt: skip
        (folder / "conf" / "main.cf").write_text(MAIN.format(**words))
        (folder / "conf" / "master.cf").write_text(MASTER.format(**words))
        lines = [f"{name}@{DOMAIN} {name}/\n" for name in mailboxes]
        (folder / "mailboxes").write_text("".join(lines))
        relay.start()
        yield relay
        relay.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
