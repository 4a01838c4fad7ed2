import { describe, expect, it } from 'vitest';
import syslog from '../../src/sources/live-syslog.ts';
import { type RecordingSink, until } from '../../src/testing/live-sink.ts';
import {
  connected,
  dropped,
  freePort,
  seen,
  sendDatagrams,
  udpSender,
  withSource,
  write,
} from './network-peer.ts';

function follow(options: unknown) {
  return syslog.follow(syslog.schema.parse(options));
}

async function overUdp(options: object = {}) {
  const port = await freePort();
  return { port, source: follow({ tcp: false, udp: `127.0.0.1:${port}`, ...options }) };
}

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

  it('a flood that fills a buffer of the kernel costs few others theirs', async () => {
    const { port, source } = await overUdp({ receive_buffer: '64 KiB' });
    await withSource(source, async (sink) => {
      const loud = await udpSender('127.0.0.99');
      const quiet = await Promise.all(Array.from({ length: 50 }, (_, i) => udpSender(`127.0.1.${i + 1}`)));
      let sent = 0;
      // Sent in one turn: nobody reads meanwhile.
      await new Promise<void>((done) => {
        const told = () => ++sent === 2050 && done();
        for (let i = 0; i < 2000; i++) loud.send(`<1>${'f'.repeat(1000)}`, port, '127.0.0.1', told);
        for (const socket of quiet) socket.send('<1>quiet', port, '127.0.0.1', told);
      });
      const lost = () => dropped(source, 'udp').kernel ?? 0;
      await until(
        () => sink.lines + lost() === 2050,
        () => `2050 lines, handed over (${sink.lines}) or dropped (${lost()})`,
      );
      expect(lost()).toBeGreaterThan(100);
      // One sender in sixteen shares the buffer of the loud one.
      expect(sink.text.filter((line) => line === '<1>quiet').length).toBeGreaterThan(30);
      for (const socket of [loud, ...quiet]) socket.close();
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
