"""The folder of one baresip process: its configuration, its account, where it records. One process makes one call."""

import contextlib
import os
import shutil
import socket
import time
from pathlib import Path

from django.conf import settings

from incidents.telephony.faults import LineFault
from incidents.telephony.models import Trunk
from incidents.telephony.port import Order

FOLDERS = "call-"
LEFT_OVER_S = 1800.0  # no call lasts so long: whoever made this one was killed
FORBIDDEN = set(" \t\r\n\"';<>,")
CONFIG = """\
sip_listen {address}:0
net_interface {address}
audio_source aufile,{message}
audio_player aubridge,nil
audio_alert aubridge,nil
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
rtp_ports {rtp_ports}
rtp_timeout 0
call_max_calls 1
module_path {modules}
module g711.so
module aubridge.so
module aufile.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control_port}
snd_path {folder}
"""


def password_of(trunk: Trunk) -> str:
    """From the environment, by the name that the row holds. Raises ``LineFault``: not set, or not fit to be sent."""
    if not trunk.password_env:
        return ""
    password = os.environ.get(trunk.password_env, "")
    if not password:
        raise LineFault("no_password", trunk.password_env)
    if FORBIDDEN & set(password):
        raise LineFault("bad_password", trunk.password_env)
    return password


def write_folder(order: Order, folder: Path, modules: Path, *, control_port: int) -> None:
    """SIP on port 0: the kernel gives each process ports of its own, so no two calls get into each other's way."""
    config = CONFIG.format(
        address=local_address(order.trunk.server),
        message=order.message,
        rtp_ports=settings.MUSTER["RTP_PORTS"],
        modules=modules,
        control_port=control_port,
        folder=folder,
    )
    (folder / "config").write_text(config, encoding="utf-8")
    accounts = folder / "accounts"
    accounts.touch(mode=0o600)
    accounts.write_text(account_of(order.trunk), encoding="utf-8")


def clear_left_over(folder: Path) -> None:
    """What a killed worker could not take away: a password, a number and what a person said must not stay."""
    for one in folder.glob(f"{FOLDERS}*"):
        with contextlib.suppress(OSError):
            if time.time() - one.stat().st_mtime > LEFT_OVER_S:
                shutil.rmtree(one, ignore_errors=True)


def account_of(trunk: Trunk) -> str:
    """We never register: calls go out only. Digest answers a challenge by user and password."""
    words = ["regint=0", f'outbound="sip:{trunk.server}"', "audio_codecs=pcma,pcmu"]
    password = password_of(trunk)
    if password:
        words += [f"auth_user={trunk.user}", f"auth_pass={password}"]
    return f"<sip:{trunk.caller_id or trunk.user}@{domain_of(trunk)}>;{';'.join(words)}\n"


def domain_of(trunk: Trunk) -> str:
    return trunk.domain or trunk.server


def local_address(server: str) -> str:
    """Our own address on the way to the server; nothing is sent for that. Raises ``LineFault("dead")``."""
    host, _colon, port = server.partition(":")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((host, int(port or 5060)))
            return str(probe.getsockname()[0])
    except (OSError, OverflowError) as error:
        raise LineFault("dead", f"{host}: {error}") from None
