import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listenError } from '../../src/sources/listen-address.ts';
import syslog from '../../src/sources/live-syslog.ts';
import { type RecordingSink, until } from '../../src/testing/live-sink.ts';
import { connected, dropped, freePort, sendDatagrams, udpSender, withSource, write } from './network-peer.ts';

function follow(options: unknown) {
  return syslog.follow(syslog.schema.parse(options));
}

async function overTcp(options: object = {}) {
  const port = await freePort();
  return { port, source: follow({ udp: false, tcp: `127.0.0.1:${port}`, ...options }) };
}

async function overUdp(options: object = {}) {
  const port = await freePort();
  return { port, source: follow({ tcp: false, udp: `127.0.0.1:${port}`, ...options }) };
}

/** Lines with whether they were cut, and who sent them. */
function seen(sink: RecordingSink) {
  return sink.batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) => ({
      text: batch.buffer.toString('latin1', batch.starts[i], batch.ends[i]),
      cut: batch.truncated.includes(i),
      sender: batch.senders![batch.senderOf![i]!]!,
    })),
  );
}

describe('framing', () => {
  it('a count larger than what was sent, then the end: what came is handed over, marked as cut', async () => {
    const { port, source } = await overTcp();
    await withSource(source, async (sink) => {
      const socket = await connected(port);
      socket.end('5 <1>ab50 <2>only so much');
      await sink.untilLines(2);
      expect(seen(sink).map(({ text, cut }) => [text, cut])).toEqual([
        ['<1>ab', false],
        ['<2>only so much', true],
      ]);
    });
  });

  it('a count smaller than its frame: the rest is skipped up to the next line end, and counted', async () => {
    const { port, source } = await overTcp();
    await withSource(source, async (sink) => {
      const socket = await connected(port);
      await write(socket, '8 <1>first one\n<2>second\n9 <3>third!\n');
      await sink.untilLines(3);
      expect(sink.text).toEqual(['<1>first', '<2>second', '<3>third!']);
      expect(dropped(source, 'tcp')).toEqual({ resync: 1 });
      socket.destroy();
    });
  });

  it.each(['99999999999999999999 <1>x', '0 <1>x', '007 <1>seven'])(
    'the length of %j closes the connection at once, and no other',
    async (bytes) => {
      const { port, source } = await overTcp();
      await withSource(source, async (sink) => {
        const other = await connected(port);
        await write(other, '<1>before\n');
        await sink.untilLines(1);
        const socket = await connected(port);
        const closed = once(socket, 'close');
        await write(socket, bytes);
        await closed;
        await write(other, '<1>after\n');
        await sink.untilLines(2);
        expect(sink.text).toEqual(['<1>before', '<1>after']);
        expect(dropped(source, 'tcp')).toEqual({ bad_length: 1 });
        other.destroy();
      });
    },
  );

  it('counted frames and lines may be mixed, and the last line needs no end', async () => {
    const { port, source } = await overTcp();
    await withSource(source, async (sink) => {
      const socket = await connected(port);
      socket.end('7 <1>a\nbc<2>line\r\n5 <3>xy\n<4>last');
      await sink.untilLines(4);
      expect(sink.text).toEqual(['<1>a\nbc', '<2>line', '<3>xy', '<4>last']);
    });
  });

  it('a line end that was counted is no part of the line', async () => {
    const { port, source } = await overTcp();
    await withSource(source, async (sink) => {
      const socket = await connected(port);
      socket.end('6 <1>ab\n7 <2>cd\r\n4 <3>\n4 <4>e');
      await sink.untilLines(4);
      expect(sink.text).toEqual(['<1>ab', '<2>cd', '<3>', '<4>e']);
    });
  });

  it('a line that never ends is cut at the limit, and the next one is whole', async () => {
    const { port, source } = await overTcp({ max_line: '1 KiB' });
    await withSource(source, async (sink) => {
      const socket = await connected(port);
      for (let i = 0; i < 200; i++) await write(socket, `${i === 0 ? '<1>' : ''}${'y'.repeat(50_000)}`);
      await write(socket, '\n<2>next\n');
      await sink.untilLines(2);
      expect(seen(sink).map(({ text, cut }) => [text.length, cut])).toEqual([
        [1024, true],
        [7, false],
      ]);
      socket.destroy();
    });
  });
});

describe('connections', () => {
  it('one byte at a time that never makes a line is closed; what came is kept, and others are heard', async () => {
    const { port, source } = await overTcp({ frame_timeout: '500ms' });
    await withSource(source, async (sink) => {
      const slow = await connected(port);
      const closed = once(slow, 'close');
      const dripping = setInterval(() => slow.write('x'), 20);
      const other = await connected(port);
      await write(other, '<1>other\n');
      await closed;
      clearInterval(dripping);
      await write(other, '<1>still here\n');
      await until(
        () => sink.text.includes('<1>still here'),
        () => 'the other sender',
      );
      expect(dropped(source, 'tcp')).toEqual({ slow: 1 });
      expect(seen(sink).filter(({ text }) => /^x+$/.test(text))).toHaveLength(1);
      other.destroy();
    });
  });

  it('one that says nothing is closed when it was idle for long', async () => {
    const { port, source } = await overTcp({ idle_timeout: '1s' });
    await withSource(source, async () => {
      await once(await connected(port), 'close');
      expect(dropped(source, 'tcp')).toEqual({ idle: 1 });
    });
  });

  it('hundreds of idle ones of one peer leave room for others', async () => {
    const { port, source } = await overTcp({ max_connections_per_peer: 20 });
    await withSource(source, async (sink) => {
      const many = await Promise.all(Array.from({ length: 300 }, () => connected(port)));
      await until(
        () => dropped(source, 'tcp').too_many_of_peer === 280,
        () => `280 refusals (${JSON.stringify(dropped(source, 'tcp'))})`,
      );
      const other = await connected(port, '127.0.0.2');
      await write(other, '<1>me too\n');
      await sink.untilLines(1);
      expect(seen(sink)).toEqual([{ text: '<1>me too', cut: false, sender: '127.0.0.2' }]);
      for (const socket of [...many, other]) socket.destroy();
    });
  });

  it('no more are held than the limit', async () => {
    const { port, source } = await overTcp({ max_connections: 3 });
    await withSource(source, async (sink) => {
      const sockets = await Promise.all(
        ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((address) => connected(port, address)),
      );
      for (const socket of sockets) await write(socket, '<1>x\n');
      await sink.untilLines(3);
      await once(await connected(port, '127.0.0.5'), 'close');
      expect(dropped(source, 'tcp')).toEqual({ too_many_connections: 1 });
      for (const socket of sockets) socket.destroy();
    });
  });

  it('while there is no room all are read in turns: the quiet one is not behind the loud one', async () => {
    const { port, source } = await overTcp();
    await withSource(source, async (sink) => {
      const loud = await connected(port);
      const quiet = await connected(port, '127.0.0.2');
      sink.block();
      const flood = Buffer.from('<1>loud\n'.repeat(20_000));
      const shouting = (async () => {
        for (let i = 0; i < 50; i++) await write(loud, flood);
      })();
      await until(
        () => source.inputs()[0]!.behind > 0,
        () => 'something held back',
      );
      await write(quiet, '<1>quiet\n');
      await until(
        () => source.inputs()[0]!.behind % 8 === 1,
        () => 'both held back',
      );
      sink.release();
      await sink.untilLines(1_000_001);
      await shouting;
      const place = sink.text.indexOf('<1>quiet');
      expect(place).toBeLessThan(100_000);
      expect(dropped(source, 'tcp')).toEqual({});
      loud.destroy();
      quiet.destroy();
    });
  });
});

describe('datagrams', () => {
  it('empty ones are counted and are no lines; line ends and NULs at the end are no part of a line', async () => {
    const { port, source } = await overUdp();
    await withSource(source, async (sink) => {
      const socket = await udpSender();
      await sendDatagrams(socket, port, ['', '\n', '\0', '<1>a\nb\0c\r\n', '<2>last\0']);
      await sink.untilLines(2);
      expect(sink.text).toEqual(['<1>a\nb\0c', '<2>last']);
      expect(dropped(source, 'udp')).toMatchObject({ empty_datagram: 3 });
      socket.close();
    });
  });

  it('longer than the limit are cut', async () => {
    const { port, source } = await overUdp({ max_line: '1 KiB' });
    await withSource(source, async (sink) => {
      const socket = await udpSender();
      await sendDatagrams(socket, port, [`<1>${'z'.repeat(20_000)}`, '<1>short']);
      await sink.untilLines(2);
      expect(seen(sink).map(({ text, cut }) => [text.length, cut])).toEqual([
        [1024, true],
        [8, false],
      ]);
      socket.close();
    });
  });

  it('keep the address of who sent them, whatever host they name', async () => {
    const { port, source } = await overUdp();
    await withSource(source, async (sink) => {
      for (const [i, address] of ['127.0.0.7', '127.0.0.8', '127.0.0.7'].entries()) {
        const socket = await udpSender(address);
        await sendDatagrams(socket, port, ['<34>Oct 11 22:14:15 router-of-another su: x']);
        socket.close();
        await sink.untilLines(i + 1);
      }
      expect(seen(sink).map(({ sender }) => sender)).toEqual(['127.0.0.7', '127.0.0.8', '127.0.0.7']);
    });
  });

  it('of every address are heard, with the plain addresses of who sent them', async () => {
    const port = await freePort();
    const source = follow({ udp: `:${port}`, tcp: `:${port}` });
    await withSource(source, async (sink) => {
      const socket = await udpSender();
      await sendDatagrams(socket, port, ['<1>four']);
      socket.close();
      const stream = await connected(port);
      await write(stream, '<1>stream\n');
      await sink.untilLines(2);
      expect(seen(sink).map(({ sender }) => sender)).toEqual(['127.0.0.1', '127.0.0.1']);
      expect(source.inputs().map(({ key }) => key)).toEqual([`syslog:udp *:${port}`, `syslog:tcp *:${port}`]);
      stream.destroy();
    });
  });

  it('less receive buffer than was asked for is told, with what helps', async () => {
    const { source } = await overUdp({ receive_buffer: '256 MiB' });
    await withSource(source, async (sink) => {
      const [notice] = sink.notices;
      expect(notice).toMatchObject({ kind: 'info' });
      expect(notice!.text).toContain('sysctl -w net.core.rmem_max=268435456');
    });
  });

  it('what the kernel dropped is counted to the message, and told with what helps', async () => {
    const { port, source } = await overUdp({ receive_buffer: '64 KiB' });
    await withSource(source, async (sink) => {
      const socket = await udpSender();
      const line = `<1>${'k'.repeat(1000)}`;
      const all = 2000;
      let sent = 0;
      // Sent in one turn: nobody reads meanwhile.
      await new Promise<void>((done) => {
        for (let i = 0; i < all; i++) socket.send(line, port, '127.0.0.1', () => ++sent === all && done());
      });
      const lost = () => dropped(source, 'udp').kernel ?? 0;
      await until(
        () => sink.lines + lost() === all,
        () => `${all} lines, handed over (${sink.lines}) or dropped (${lost()})`,
      );
      expect(lost()).toBeGreaterThan(0);
      await until(
        () => sink.notices.some(({ kind }) => kind === 'overload'),
        () => 'a notice',
      );
      const [notice] = sink.notices.filter(({ kind }) => kind === 'overload');
      expect(notice!.text).toContain('receive_buffer');
      expect(notice!.text).toContain('127.0.0.1');
      socket.close();
    });
  });

  it('a flood of one host costs fifty quiet ones nothing, is told once, and is counted', async () => {
    const { port, source } = await overUdp({ max_queue: '256 KiB' });
    await withSource(source, async (sink) => {
      const loud = await udpSender('127.0.0.99');
      const quiet = await Promise.all(Array.from({ length: 50 }, (_, i) => udpSender(`127.0.1.${i + 1}`)));
      sink.block();
      await sendDatagrams(loud, port, ['<1>wakes']);
      for (let round = 0; round < 5; round++) {
        const flood = Array.from({ length: 1000 }, (_, i) => `<1>flood ${round} ${i} ${'f'.repeat(100)}`);
        await sendDatagrams(loud, port, flood);
        for (const socket of quiet) await sendDatagrams(socket, port, [`<1>quiet ${round}`]);
      }
      await until(
        () => sink.notices.some(({ kind }) => kind === 'overload'),
        () => 'a notice of the flood',
      );
      sink.release();
      const shed = () => dropped(source, 'udp').shed!;
      await until(
        () => sink.lines + shed() === 5251,
        () => `5251 lines, handed over (${sink.lines}) or dropped (${shed()})`,
      );
      expect(sink.text.filter((line) => line.startsWith('<1>quiet'))).toHaveLength(250);
      expect(shed()).toBeGreaterThan(1000);
      // In turns: all of the quiet are ahead of what is left of the loud.
      const order = seen(sink).map(({ sender }) => sender);
      expect(order.findLastIndex((sender) => sender !== '127.0.0.99')).toBeLessThan(order.length - 100);
      for (const socket of [loud, ...quiet]) socket.close();
    });
  });

  it('the notice of a flood says who, and its end how much was lost', async () => {
    const { port, source } = await overUdp({ max_queue: '64 KiB' });
    const socket = await udpSender('127.0.0.66');
    let notices: RecordingSink['notices'] = [];
    let lost = 0;
    await withSource(source, async (sink) => {
      notices = sink.notices;
      sink.block();
      await sendDatagrams(
        socket,
        port,
        Array.from({ length: 3000 }, (_, i) => `<1>${i}`),
      );
      await until(
        () => notices.length > 0,
        () => 'a notice',
      );
      sink.release();
    });
    lost = dropped(source, 'udp').shed!;
    socket.close();
    expect(notices.map(({ kind }) => kind)).toEqual(['overload', 'recovered']);
    expect(notices[0]!.text).toContain('127.0.0.66');
    expect(notices[1]!.text).toContain(`${lost} lines were dropped in all`);
    expect(notices.reduce((all, notice) => all + notice.lost!, 0)).toBe(lost);
  });
});

describe('a port that cannot be had', () => {
  it('is below 1024 and the right is missing: says which right, and that another port does', () => {
    const script = `
      import syslog from ${JSON.stringify(fileURLToPath(new URL('../../src/sources/live-syslog.ts', import.meta.url)))};
      const source = syslog.follow(syslog.schema.parse({ udp: '127.0.0.1:514', tcp: false }));
      const sink = { deliver() {}, sample() {}, notice() {}, room: () => null, now: Date.now };
      await source.start(sink, new Map()).then(
        () => process.exit(3),
        (error) => console.log(error.code, error.message),
      );`;
    const start = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
    const wanted = /udp 127.0.0.1:514.*CAP_NET_BIND_SERVICE.*1024/;
    if (start <= 514) {
      // In some containers everybody may.
      const refused = Object.assign(new Error('bind'), { code: 'EACCES' });
      expect(listenError(refused, 'udp 127.0.0.1:514', { host: '127.0.0.1', port: 514 }).message).toMatch(
        wanted,
      );
      return;
    }
    const node = [process.execPath, '--input-type=module-typescript', '-e', script];
    // Also root may bind only where it has the right.
    const drop = process.getuid!() === 0 ? ['setpriv', '--bounding-set=-net_bind_service'] : [];
    const [command, ...args] = [...drop, ...node];
    const { status, stdout } = spawnSync(command!, args, { encoding: 'utf8' });
    expect(stdout).toMatch(/^LISTEN_FAILED /);
    expect(stdout).toMatch(wanted);
    expect(status).toBe(0);
  });

  it('is in use: says what to do, and lets go of the others', async () => {
    const port = await freePort();
    const first = follow({ udp: false, tcp: `127.0.0.1:${port}` });
    await withSource(first, async () => {
      const second = follow({ tcp: `127.0.0.1:${port}`, udp: `127.0.0.1:${port}` });
      await expect(withSource(second, async () => {})).rejects.toMatchObject({
        code: 'LISTEN_FAILED',
        exitCode: 2,
        message: expect.stringMatching(/tcp 127\.0\.0\.1:\d+: another program.*ss -lnp.*another port/),
      });
      const third = follow({ tcp: false, udp: `127.0.0.1:${port}` });
      await withSource(third, async () => {});
    });
  });

  it('is of an address that this machine does not have', async () => {
    await expect(
      withSource(follow({ tcp: false, udp: '192.0.2.1:5514' }), async () => {}),
    ).rejects.toMatchObject({ code: 'LISTEN_FAILED', message: expect.stringContaining('192.0.2.1') });
  });
});
