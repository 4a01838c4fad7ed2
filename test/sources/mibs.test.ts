import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMibs } from '../../src/sources/mib-folder.ts';
import { readSmi } from '../../src/sources/smi-reader.ts';
import { SmiFault } from '../../src/sources/smi-words.ts';
import type { Trap, Variable } from '../../src/sources/snmp-message.ts';
import { TrapText } from '../../src/sources/trap-text.ts';

const ACME = `ACME-MIB DEFINITIONS ::= BEGIN
IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, enterprises FROM SNMPv2-SMI
    DisplayString FROM SNMPv2-TC;

-- "a comment" with quotes -- acme MODULE-IDENTITY
acme MODULE-IDENTITY
    LAST-UPDATED "202601010000Z"
    ORGANIZATION "Acme"
    DESCRIPTION "Words like ::= BEGIN { and END in a text."
    ::= { enterprises 99999 }

DoorState ::= TEXTUAL-CONVENTION
    STATUS current
    DESCRIPTION "Whether it is open."
    SYNTAX INTEGER { open(1), -- wide -- shut(2), ------- the usual
                     ajar(3) }

acmeDoor OBJECT IDENTIFIER ::= { acme 1 }
acmeDoorEntry OBJECT-TYPE
    SYNTAX AcmeDoorEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION ""
    INDEX { acmeDoorIndex }
    ::= { acmeDoor 1 }
AcmeDoorEntry ::= SEQUENCE { acmeDoorIndex Integer32, acmeDoorName DisplayString, acmeDoorState DoorState }
acmeDoorName OBJECT-TYPE
    SYNTAX DisplayString (SIZE (0..32)) MAX-ACCESS read-only STATUS current DESCRIPTION ""
    ::= { acmeDoorEntry 2 }
acmeDoorState OBJECT-TYPE
    SYNTAX DoorState MAX-ACCESS read-only STATUS current DESCRIPTION "" DEFVAL { shut }
    ::= { acmeDoorEntry 3 }
acmeDoorLock OBJECT-TYPE
    SYNTAX INTEGER { locked(1), unlocked(2) } MAX-ACCESS read-only STATUS current DESCRIPTION ""
    ::= { acmeDoorEntry 4 }
acmeDoorOpened NOTIFICATION-TYPE
    OBJECTS { acmeDoorName, acmeDoorState }
    STATUS current
    DESCRIPTION "A door was opened."
    ::= { acme 0 1 }
END
`;
const OLD = `OLD-MIB DEFINITIONS ::= BEGIN
IMPORTS enterprises FROM RFC1155-SMI TRAP-TYPE FROM RFC-1215;
old OBJECT IDENTIFIER ::= { iso org(3) dod(6) internet(1) private(4) enterprises(1) 99998 }
oldTrap TRAP-TYPE
    ENTERPRISE old
    VARIABLES { acmeDoorName }
    DESCRIPTION "Something."
    ::= 12
END
`;

function folderOf(files: { readonly [name: string]: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'mibs-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function variable(oid: string, tag: number, value: string | number): Variable {
  const bytes = typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value);
  return { oid: oid.split('.').map(Number), tag, bytes, start: 0, end: bytes.length };
}

function trap(oid: string, variables: readonly Variable[]): Trap {
  const rest = { version: '2c', inform: false, uptime: Number.NaN, agent: null, left: 0 } as const;
  return { ...rest, oid: oid.split('.').map(Number), variables };
}

describe('a folder of MIB texts', () => {
  it('gives names to notifications, variables and numbers, in any order of files', async () => {
    // The old one is read first, and needs nothing of the other but a name.
    const { tree, faults } = await loadMibs(
      folderOf({ 'b-acme.mib': ACME, 'a-old.txt': OLD, '.hidden': 'x' }),
    );
    expect(faults).toEqual([]);
    const line = new TrapText(tree).line(
      trap('1.3.6.1.4.1.99999.0.1', [
        variable('1.3.6.1.4.1.99999.1.1.2.7', 4, 'front'),
        variable('1.3.6.1.4.1.99999.1.1.3.7', 2, 3),
        variable('1.3.6.1.4.1.99999.1.1.4.7', 2, 2),
        variable('1.3.6.1.4.1.99999.1.1.4.8', 2, 1),
        variable('1.3.6.1.4.1.99999.2.5.0', 2, 9),
      ]),
      '192.0.2.1',
      0,
    );
    expect(line).toBe(
      '<189>1 1970-01-01T00:00:00.000Z 192.0.2.1 snmptrap - acmeDoorOpened [trap@32473 oid="1.3.6.1.4.1.99999.0.1" version="2c"][var@32473 index="7" acmeDoorName="front" acmeDoorState="ajar" acmeDoorLock="unlocked" acmeDoorLock.8="locked" 1.3.6.1.4.1.99999.2.5.0="9"] acmeDoorOpened: acmeDoorName=front acmeDoorState=ajar acmeDoorLock=unlocked acmeDoorLock.8=locked 1.3.6.1.4.1.99999.2.5.0=9',
    );
    expect(tree.trap([1, 3, 6, 1, 4, 1, 99998, 0, 12])?.name).toBe('oldTrap');
  });

  it('says what it does not understand with file and line, and reads the others', async () => {
    const broken = ACME.replace('::= { acme 1 }', '::= [ acme 1 }');
    const folder = folderOf({
      'broken.mib': broken,
      'cut.mib': OLD.replace('END', ''),
      'letter.txt': 'Dear reader,\nthis is no MIB.\n',
      'orphan.mib': 'ORPHAN-MIB DEFINITIONS ::= BEGIN\n\nlost OBJECT IDENTIFIER ::= { nowhere 4 }\nEND\n',
      'quote.mib': OLD.replace('"Something."', '"Something.'),
      'z-good.mib': ACME,
    });
    const { tree, faults } = await loadMibs(folder);
    expect(faults.map((text) => text.slice(folder.length + 1))).toEqual([
      'broken.mib:19: acmeDoor wants "{", and has "["; the file is left out',
      'cut.mib:1: what begins here never comes to its END; the file is left out',
      'letter.txt:1: it is no MIB: "NAME DEFINITIONS ::= BEGIN" is missing; the file is left out',
      'quote.mib:7: a text that begins here has no quote at its end; the file is left out',
      'orphan.mib:3: lost stands under nowhere, which nothing defines; put the MIB that defines it into the folder, too',
    ]);
    expect(tree.arcsOf('acmeDoor')).toEqual([1, 3, 6, 1, 4, 1, 99999, 1]);
  });

  it('that is not there stops the source, in words of the catalogue', async () => {
    await expect(loadMibs('/nowhere/mibs')).rejects.toMatchObject({ code: 'MIBS_INVALID' });
  });

  it('reads MIBs that come with net-snmp, where they are', async () => {
    const { tree, faults } = await loadMibs('/usr/share/snmp/mibs').catch(() => ({ tree: null, faults: [] }));
    if (tree === null) return;
    expect(faults.filter((text) => !text.includes('which nothing defines'))).toEqual([]);
    expect(tree.arcsOf('netSnmpAgentMIB')).toEqual([1, 3, 6, 1, 4, 1, 8072, 3, 1, 2]);
    expect(tree.exact([1, 3, 6, 1, 4, 1, 2021, 10, 1, 5])?.name).toBe('laLoadInt');
  });

  it('whatever is in it, there is a fault with a line or there is none', () => {
    const piece = fc.constantFrom(
      ...ACME.split(/(\s+)/),
      ...OLD.split(/(\s+)/),
      '"',
      '{',
      '}',
      '::=',
      '--',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), fc.nat(ACME.length), (pieces, cut) => {
        for (const text of [pieces.join(' '), ACME.slice(0, cut) + pieces.join('')]) {
          try {
            readSmi(text);
          } catch (error) {
            expect(error).toBeInstanceOf(SmiFault);
            expect((error as SmiFault).line).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
