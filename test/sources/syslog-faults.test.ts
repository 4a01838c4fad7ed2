import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listenError } from '../../src/sources/listen-address.ts';
import syslog from '../../src/sources/live-syslog.ts';
import { until } from '../../src/testing/live-sink.ts';
import { connected, dropped, freePort, seen, withSource, write } from './network-peer.ts';

function follow(options: unknown) {
  return syslog.follow(syslog.schema.parse(options));
}

async function overTcp(options: object = {}) {
  const port = await freePort();
  return { port, source: follow({ udp: false, tcp: `127.0.0.1:${port}`, ...options }) };
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
      // A byte may be under way when it is closed: that is a reset.
      slow.on('error', () => {});
      const closed = new Promise((done) => slow.once('close', done));
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
