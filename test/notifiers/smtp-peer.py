"""A mail server by aiosmtpd (Debian: python3-aiosmtpd) on a free port of 127.0.0.1.

Its one argument is JSON: {"size", "refuses", "drops", "cert", "key"}, all optional. It prints its port, then each mail
as a line of JSON, and ends when its standard input does.
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP


def say(value):
    print(json.dumps(value), flush=True)


class Handler:
    def __init__(self, refuses, drops):
        self.refuses = refuses
        self.drops = drops

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content.decode("utf-8")
        encrypted = session.ssl is not None
        say({"from": envelope.mail_from, "to": envelope.rcpt_tos, "raw": raw, "encrypted": encrypted})
        if self.drops > 0:
            self.drops -= 1
            server.transport.abort()
        return "250 OK"


async def main(wanted):
    loop = asyncio.get_running_loop()
    context = None
    if "cert" in wanted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(wanted["cert"], wanted["key"])
    handler = Handler(wanted.get("refuses", []), wanted.get("drops", 0))

    def conversation():
        return SMTP(
            handler,
            hostname="peer.example",
            data_size_limit=wanted.get("size"),
            tls_context=context,
            require_starttls=context is not None,
        )

    server = await loop.create_server(conversation, "127.0.0.1", 0)
    say(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(json.loads(sys.argv[1])))
