import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ber, berInteger } from '../../src/kit/ber.ts';
import { loadMibs } from '../../src/sources/mib-folder.ts';
import { SnmpDecoder } from '../../src/sources/snmp-decoder.ts';
import { SnmpEngine } from '../../src/sources/snmp-engine.ts';
import { TrapText } from '../../src/sources/trap-text.ts';
import { discovery, integer, LINK_DOWN, linkDown, text, trapV1, trapV2 } from './trap-packets.ts';

const { tree } = await loadMibs(null);
const lines = new TrapText(tree);
const NOW = Date.UTC(2026, 2, 14, 12);
const engine = new SnmpEngine(Buffer.from('80007ed90501020304', 'hex'), NOW, () => 0);
const user = {
  name: 'net',
  auth: 'sha256',
  auth_password: 'password',
  privacy: 'aes',
  privacy_password: 'password',
} as const;
const decoder = new SnmpDecoder({ communities: ['public'], users: [user], engine });

function lineOf(packet: Buffer): string | null {
  const { trap } = decoder.decode(packet);
  return trap === null ? null : lines.line(trap, '192.0.2.1', NOW);
}

function refusalOf(packet: Buffer): string | null {
  return decoder.decode(packet).refusal;
}

const good = trapV2(LINK_DOWN, linkDown(3));
const v1 = trapV1({ enterprise: '1.3.6.1.4.1.318', agent: '10.0.0.9', generic: 6, specific: 5 }, []);

describe('what is refused, and why', () => {
  it('counts a packet that is cut anywhere', () => {
    for (let length = 0; length < good.length; length++) {
      expect(refusalOf(good.subarray(0, length)), `${length} bytes`).toBe('cut');
    }
  });

  it('counts lengths that cannot be, without making anything of their size', () => {
    expect(refusalOf(Buffer.from('3080020101', 'hex'))).toBe('bad_length');
    expect(refusalOf(Buffer.from('30850102030405', 'hex'))).toBe('bad_length');
    expect(refusalOf(Buffer.from('3084ffffffff020101', 'hex'))).toBe('cut');
    const inner = ber(0x30, berInteger(1), Buffer.from('0484fffffff0', 'hex'));
    expect(refusalOf(inner)).toBe('cut');
  });

  it('counts a wrong community, a version nobody has and a PDU of another version', () => {
    expect(refusalOf(trapV2(LINK_DOWN, [], { community: 'private' }))).toBe('wrong_community');
    expect(refusalOf(trapV2(LINK_DOWN, [], { version: 2 }))).toBe('unknown_version');
    expect(refusalOf(trapV2(LINK_DOWN, [], { version: 0 }))).toBe('version_mix');
    const mixed = Buffer.from(v1);
    mixed[4] = 1;
    expect(refusalOf(mixed)).toBe('version_mix');
    expect(refusalOf(trapV2(LINK_DOWN, [], { tag: 0xa0 }))).toBe('not_a_trap');
    expect(refusalOf(Buffer.from('GET / HTTP/1.1\r\n'))).toBe('unexpected');
  });

  it('counts sequences within sequences as what they are: no trap', () => {
    let nested: Buffer = Buffer.alloc(0);
    for (let i = 0; i < 10_000; i++) nested = ber(0x30, nested);
    expect(refusalOf(nested)).toBe('unexpected');
  });
});

describe('what is odd and taken', () => {
  it('keeps 100 variables, all in the line', () => {
    const bound = Array.from(
      { length: 100 },
      (_, i) => [`1.3.6.1.4.1.99999.7.${i + 1}`, integer(i)] as const,
    );
    const line = lineOf(trapV2('1.3.6.1.4.1.99999.0.1', bound))!;
    for (let i = 0; i < 100; i++) expect(line).toContain(` 1.3.6.1.4.1.99999.7.${i + 1}="${i}"`);
    expect(line).toMatch(/\] 1\.3\.6\.1\.4\.1\.99999\.0\.1: 1\.3\.6\.1\.4\.1\.99999\.7\.1=0 /);
  });

  it('looks at 256 variables and says how many more there were', () => {
    const bound = Array.from(
      { length: 1000 },
      (_, i) => [`1.3.6.1.4.1.99999.7.${i + 1}`, integer(i)] as const,
    );
    expect(lineOf(trapV2('1.3.6.1.4.1.99999.0.1', bound))).toContain(' left="744"');
  });

  it('shows octets as text only where they are text, and never lets them out of their place', () => {
    const bound = (value: string) =>
      lineOf(trapV2('1.3.6.1.4.1.99999.0.1', [['1.3.6.1.4.1.99999.7.1', text(value)]]))!;
    expect(bound('\x00\x01\xfe')).toContain('="0001fe"');
    expect(bound('two\r\nlines\n')).toContain('="two lines"');
    expect(bound('\x1b[31mred')).toContain('="1b5b33316d726564"');
    expect(bound('caf\xc3\xa9')).toContain('="café"');
    expect(bound('a"] [x@1 y="z\\')).toContain('="a\\"\\] [x@1 y=\\"z\\\\"');
    expect(bound('\xff\xff')).toContain('="ffff"');
  });

  it('translates traps of version 1 (RFC 3584), and takes the address of the agent', () => {
    expect(lineOf(v1)).toMatch(
      /^<186>1 2026-03-14T12:00:00\.000Z 10\.0\.0\.9 snmptrap - upsOnBattery \[trap@32473 oid="1\.3\.6\.1\.4\.1\.318\.0\.5"/,
    );
    const generic = trapV1(
      { enterprise: '1.3.6.1.4.1.9.1.1', agent: '0.0.0.0', generic: 2, specific: 0 },
      linkDown(1),
    );
    expect(lineOf(generic)).toMatch(
      / 192\.0\.2\.1 snmptrap - linkDown .*: interface GigabitEthernet1\/0\/1 went down \(down\)$/,
    );
  });

  it('keeps the device behind a proxy, and never shows the community that the proxy copied', () => {
    const line = lineOf(
      trapV2(LINK_DOWN, [
        ...linkDown(2),
        ['1.3.6.1.6.3.18.1.3.0', ber(0x40, Buffer.from([10, 9, 8, 7]))],
        ['1.3.6.1.6.3.18.1.4.0', text('s3cret')],
      ]),
    )!;
    expect(line).toContain('Z 10.9.8.7 snmptrap - linkDown ');
    expect(line).not.toContain('s3cret');
  });

  it('gives a state that is good or bad its severity', () => {
    const fan = (state: number) =>
      lineOf(
        trapV2('1.3.6.1.4.1.9.9.13.3.0.8', [
          ['1.3.6.1.4.1.9.9.13.1.4.1.2.1', text('Fan 1')],
          ['1.3.6.1.4.1.9.9.13.1.4.1.3.1', integer(state)],
        ]),
      )!;
    expect(fan(1)).toMatch(/^<189>.*fan Fan 1 is normal$/);
    expect(fan(2)).toMatch(/^<188>.*fan Fan 1 is warning$/);
    expect(fan(3)).toMatch(/^<187>.*fan Fan 1 is critical$/);
  });
});

describe('whatever comes', () => {
  const seeds = [good, v1, trapV2(LINK_DOWN, linkDown(1), { tag: 0xa6 }), discovery(), Buffer.alloc(0)];

  it('never throws, and every packet is a line or a reason', () => {
    const change = fc.record({
      at: fc.nat(400),
      byte: fc.nat(255),
      kind: fc.constantFrom('set', 'insert', 'cut'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 6 }), (seed, changes) => {
        let packet = Buffer.from(seed);
        for (const { at, byte, kind } of changes) {
          const place = packet.length === 0 ? 0 : at % packet.length;
          if (kind === 'set' && packet.length > 0) packet[place] = byte;
          else if (kind === 'insert')
            packet = Buffer.concat([packet.subarray(0, place), Buffer.from([byte]), packet.subarray(place)]);
          else packet = packet.subarray(0, place);
        }
        const { trap, refusal, answer } = decoder.decode(packet);
        expect(trap === null).toBe(refusal !== null);
        answer?.();
        if (trap === null) return;
        const line = lines.line(trap, '192.0.2.1', NOW);
        expect(line).toBe(lines.line(trap, '192.0.2.1', NOW));
        expect(line).not.toMatch(/[\x00-\x1f\x7f]/);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes bytes of chance for what they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decoder.decode(Buffer.from(bytes)).trap).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
