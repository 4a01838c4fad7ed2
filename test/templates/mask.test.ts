import { describe, expect, test } from 'vitest';
import { Mask } from '../../src/templates/mask.ts';

const mask = new Mask();

/** Masked text with `<*>` for a star. */
function masked(text: string | Uint8Array): string {
  const bytes = Buffer.from(text as string);
  mask.read(bytes, 0, bytes.length);
  return mask.out.toString('utf8', 0, mask.length).replaceAll('\u0001', '<*>');
}

describe('values by their looks alone', () => {
  test.each([
    ['numbers', 'took 12 of -3.5 at 45% and 1,234', 'took <*> of <*> at <*> and <*>'],
    ['numbers with attached units', 'in 10ms using 5.2KB', 'in <*> using <*>'],
    ['hex', 'at 0x7fed806e for deadbeef01 by a7f3b2', 'at <*> for <*> by <*>'],
    ['UUIDs', 'id f81d4fae-7dec-11d0-a765-00a0c91e6bf6 gone', 'id <*> gone'],
    ['IPv4 addresses and ports', 'from 10.1.2.3:443 by 10.0.0.1', 'from <*> by <*>'],
    ['IPv6 addresses', 'from fe80::1%eth0 to 2001:db8::1 via ::1', 'from <*> to <*> via <*>'],
    ['MAC addresses', 'mac 00:50:56:ab:60:56 seen', 'mac <*> seen'],
    ['times and dates', 'at 2024-05-06 12:34:56.789 began', 'at <*> began'],
    ['hosts', 'to mail.example.org:25 and db-1.corp.local', 'to <*> and <*>'],
    ['an address behind a host', 'at localhost/127.0.0.1:8080 now', 'at <*> now'],
    ['mail addresses', 'from <bob@example.org> to', 'from <<*>> to'],
    ['paths', 'open /etc/passwd and ~/x and ./run.sh failed', 'open <*> and <*> and <*> failed'],
    ['Windows paths with blanks', String.raw`run C:\Program Files\App\x.exe now`, 'run <*> now'],
    ['URLs with a query', 'GET http://h.example/a?x=1&y=2;z=3 done', 'GET <*> done'],
    ['PCI ids and device names', 'pci 0000:00:1f.2 on sda1', 'pci <*> on sda<*>'],
    ['functions with offsets', 'at do_exit+0x51/0x9c0', 'at do_exit+<*>'],
    ['thread names', '[pool-3-thread-12] ready', '[pool-<*>] ready'],
    ['names with a number', 'eth0 blk_123 blk_-9 node-246', 'eth<*> blk_<*> blk_<*> node-<*>'],
    ['numbers inside names', 'jk2_init() of Slf4jLogger', 'jk<*>_init() of Slf<*>jLogger'],
    ['comparisons', 'lifetime <1 sec', 'lifetime <*> sec'],
    ['rows of dots', 'prefetch depth..........0', 'prefetch depth.<*>'],
    ['arrows', '512M->12M(1024M)', '<*>-><*>(<*>)'],
    ['class names', 'for class org.example.app.JobEvent now', 'for class <*> now'],
    ['long random ids', 'k Zx8kQ2pL9wB4 x', 'k <*> x'],
    ['somebody’s slots', 'a <*> b', 'a <*> b'],
  ])('%s become stars', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each([
    ['plain words', 'Connection closed by peer'],
    ['words with one slash', 'Input/output error, N/A'],
    ['file and property names', 'mice.c and mapred.job.id is deprecated'],
    ['exceptions', 'due to java.io.IOException: broken'],
    ['Cisco mnemonics', '%ASA-6-302013: Built'],
    ['apostrophes', "can't won't"],
    ['namespaces', 'ICSITransaction::Commit calling'],
    ['lone signs', '* - -- => ** ? !'],
  ])('%s stay', (_, text) => {
    expect(masked(text)).toBe(text);
  });

  test('lists of values are one star, whatever their length', () => {
    expect(masked('ports 1 2 3')).toBe('ports <*>');
    expect(masked('ports 1, 2, 3, 4')).toBe('ports <*>');
    expect(masked('ports 1|2|3')).toBe('ports <*>');
    expect(masked('a 1: 2')).toBe('a <*>: <*>');
  });
});

describe('input of any kind', () => {
  test('only the first line counts', () => {
    expect(masked('one\ntwo')).toBe('one');
  });

  test('blanks and control characters are one space, none at the ends', () => {
    expect(masked('\0 a \t\u001b b\r')).toBe('a b');
  });

  test('nothing is masked out of nothing', () => {
    expect(masked('')).toBe('');
    expect(masked('\0\0')).toBe('');
    expect(mask.wordCount).toBe(0);
  });

  test('bytes that are no UTF-8 are part of words', () => {
    expect(masked(Buffer.from([0x61, 0xff, 0x20, 0xc3, 0x62]))).toContain(' ');
    expect(mask.wordCount).toBe(2);
  });

  test('at most 4 KiB are looked at', () => {
    masked('x'.repeat(1_000_000));
    expect(mask.end).toBe(4096);
  });

  test('after 256 words the rest is one value', () => {
    masked('word '.repeat(400));
    expect(mask.wordCount).toBe(257);
    expect(mask.starStart[256]).toBe(256 * 5);
  });

  test('scripts without blanks keep their words', () => {
    expect(masked('用户123登录失败，来自10.0.0.1端口22')).toBe('用户<*>登录失败，来自<*>端口<*>');
    const sentence = '连接被远程主机关闭因为超过了允许的最大空闲时间请稍后再试';
    expect(masked(sentence)).toBe(sentence);
  });

  test('positions are those of the input', () => {
    const text = 'from  10.0.0.1  on eth0';
    masked(text);
    const star = (w: number) => text.slice(mask.starStart[w], mask.starEnd[w]);
    expect([star(1), star(3)]).toEqual(['10.0.0.1', '0']);
    expect(text.slice(mask.wordStart[3], mask.wordEnd[3])).toBe('eth0');
  });
});
