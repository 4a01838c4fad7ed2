import type { Hint } from './mib-tree.ts';
import { SmiFault, type SmiWord, smiWords } from './smi-words.ts';

/** Something that a MIB text gives a name and a place: `parent` and the numbers under it. */
export interface SmiNode {
  readonly name: string;
  readonly kind: 'place' | 'object' | 'trap';
  /** A name, or null where the place begins with a number. */
  readonly parent: string | null;
  readonly arcs: readonly number[];
  readonly line: number;
  readonly enums: ReadonlyMap<number, string> | null;
  /** Name of the type of an object, where it is no enumeration. */
  readonly syntax: string | null;
}

/** A type that a MIB text defines (TEXTUAL-CONVENTION or a plain one). */
export interface SmiType {
  readonly enums: ReadonlyMap<number, string> | null;
  readonly syntax: string | null;
}

export interface SmiModule {
  readonly nodes: readonly SmiNode[];
  readonly types: ReadonlyMap<string, SmiType>;
}

const OBJECTS = new Set(['OBJECT-TYPE']);
const TRAPS = new Set(['NOTIFICATION-TYPE']);
const PLACES = new Set([
  ...['MODULE-IDENTITY', 'OBJECT-IDENTITY', 'OBJECT-GROUP', 'NOTIFICATION-GROUP'],
  ...['MODULE-COMPLIANCE', 'AGENT-CAPABILITIES'],
]);
const IDENTIFIER = /^[A-Za-z][\w-]*$/;
const MOST_NODES = 100_000;

/**
 * Reads MIB texts (SMIv1: RFC 1155, RFC 1215; SMIv2: RFC 2578, RFC 2579) as far as names, places and enumerations go.
 * Throws a SmiFault with the line for what is not understood.
 */
export function readSmi(source: string): SmiModule {
  return new SmiReader(smiWords(source)).read();
}

class SmiReader {
  readonly #words: readonly SmiWord[];
  readonly #nodes: SmiNode[] = [];
  readonly #types = new Map<string, SmiType>();
  #at = 0;

  constructor(words: readonly SmiWord[]) {
    this.#words = words;
  }

  read(): SmiModule {
    if (this.#words.length === 0) throw new SmiFault(1, 'there is nothing in it');
    let modules = 0;
    while (this.#at < this.#words.length) {
      if (this.#text() !== 'DEFINITIONS') {
        this.#at++;
        continue;
      }
      const { line } = this.#words[this.#at]!;
      while (this.#text() !== 'BEGIN') this.#next('BEGIN', line);
      this.#at++;
      modules++;
      this.#module(line);
    }
    if (modules === 0)
      throw new SmiFault(this.#words[0]!.line, 'it is no MIB: "NAME DEFINITIONS ::= BEGIN" is missing');
    return { nodes: this.#nodes, types: this.#types };
  }

  #module(began: number): void {
    for (;;) {
      const word = this.#next('END', began);
      const { text } = word;
      if (text === 'END') return;
      if (text === 'IMPORTS' || text === 'EXPORTS') {
        while (this.#next(';', word.line).text !== ';');
        continue;
      }
      if (!IDENTIFIER.test(text))
        throw new SmiFault(word.line, `"${text.slice(0, 40)}" stands where a name should`);
      this.#definition(word);
      if (this.#nodes.length > MOST_NODES) throw new SmiFault(word.line, `more than ${MOST_NODES} names`);
    }
  }

  #definition(name: SmiWord): void {
    const macro = this.#text();
    if (macro === '::=') {
      this.#at++;
      this.#type(name);
    } else if (macro === 'MACRO') {
      while (this.#next('END', name.line).text !== 'END');
    } else if (macro === 'OBJECT' && this.#text(1) === 'IDENTIFIER') {
      this.#at += 2;
      this.#expect('::=', name);
      this.#node(name, 'place', { enums: null, syntax: null });
    } else if (macro === 'TRAP-TYPE') this.#trapType(name);
    else if (OBJECTS.has(macro) || TRAPS.has(macro) || PLACES.has(macro)) {
      this.#at++;
      const syntax = this.#untilPlace(name);
      this.#node(name, OBJECTS.has(macro) ? 'object' : TRAPS.has(macro) ? 'trap' : 'place', syntax);
    } else throw new SmiFault(name.line, `"${macro.slice(0, 40)}" behind ${name.text} is not known`);
  }

  /** A definition up to its `::=`; gives its SYNTAX. */
  #untilPlace(name: SmiWord): SmiType {
    let found: SmiType = { enums: null, syntax: null };
    let seen = false;
    for (;;) {
      const { text } = this.#next('::=', name.line);
      if (text === '::=') return found;
      if (text === 'SYNTAX' && !seen) {
        seen = true;
        found = this.#syntax(name);
      }
    }
  }

  #syntax(name: SmiWord): SmiType {
    const type = this.#next('a type', name.line).text;
    const syntax = type === 'OCTET' ? 'OCTET STRING' : type;
    if (this.#text() !== '{' || (type !== 'INTEGER' && type !== 'Integer32')) return { enums: null, syntax };
    this.#at++;
    const enums = new Map<number, string>();
    for (;;) {
      const label = this.#next('}', name.line);
      if (label.text === '}') break;
      if (label.text === ',') continue;
      this.#expect('(', label);
      const number = this.#next('a number', label.line);
      if (!/^-?\d+$/.test(number.text))
        throw new SmiFault(
          number.line,
          `"${number.text.slice(0, 40)}" stands where the number of ${label.text} should`,
        );
      enums.set(Number(number.text), label.text);
      this.#expect(')', label);
    }
    return { enums, syntax: null };
  }

  /** `Name ::= TEXTUAL-CONVENTION … SYNTAX type`, or `Name ::= type`. */
  #type(name: SmiWord): void {
    if (this.#text() === 'TEXTUAL-CONVENTION') {
      while (this.#next('SYNTAX', name.line).text !== 'SYNTAX');
    } else if (this.#text() === '[') {
      while (this.#next(']', name.line).text !== ']');
      if (this.#text() === 'IMPLICIT') this.#at++;
    }
    const type = this.#syntax(name);
    this.#types.set(name.text, type);
    if (type.syntax === 'OCTET STRING' || type.syntax === 'OBJECT') this.#at++;
    // What follows of it: ranges, sequences, choices.
    while (this.#text() === '(' || this.#text() === '{' || this.#text() === 'OF') {
      if (this.#text() === 'OF') this.#at += 2;
      else this.#braces(name);
    }
  }

  #braces(name: SmiWord): void {
    let depth = 0;
    do {
      const { text } = this.#next('}', name.line);
      if (text === '(' || text === '{') depth++;
      else if (text === ')' || text === '}') depth--;
    } while (depth > 0);
  }

  /** `name TRAP-TYPE ENTERPRISE parent … ::= number` (RFC 1215); its identifier is `parent.0.number` (RFC 3584). */
  #trapType(name: SmiWord): void {
    this.#at++;
    this.#expect('ENTERPRISE', name);
    let parent = this.#next('a name', name.line).text;
    if (parent === '{') parent = this.#next('a name', name.line).text;
    this.#untilPlace(name);
    const number = this.#next('a number', name.line);
    if (!/^\d+$/.test(number.text))
      throw new SmiFault(
        number.line,
        `"${number.text.slice(0, 40)}" stands where the number of ${name.text} should`,
      );
    // The generic ones are of the standard (RFC 1215, section 2.2.1).
    const generic = parent === 'snmp';
    this.#nodes.push({
      ...{ name: name.text, kind: 'trap', line: name.line, enums: null, syntax: null },
      parent: generic ? 'snmpTraps' : parent,
      arcs: generic ? [Number(number.text) + 1] : [0, Number(number.text)],
    });
  }

  /** `{ parent 1 }`, `{ iso org(3) dod(6) }`, `{ 1 3 6 }`. */
  #node(name: SmiWord, kind: SmiNode['kind'], type: SmiType): void {
    this.#expect('{', name);
    let parent: string | null = null;
    const arcs: number[] = [];
    for (let first = true; ; first = false) {
      const word = this.#next('}', name.line);
      if (word.text === '}') break;
      if (/^\d+$/.test(word.text)) arcs.push(Number(word.text));
      else if (IDENTIFIER.test(word.text) && this.#text() === '(') {
        this.#at++;
        arcs.push(Number(this.#next('a number', word.line).text));
        this.#expect(')', word);
      } else if (IDENTIFIER.test(word.text) && first) parent = word.text;
      else if (!(first && word.text === '.'))
        throw new SmiFault(
          word.line,
          `"${word.text.slice(0, 40)}" has no place in the place of ${name.text}`,
        );
    }
    if ((parent === null && arcs.length < 2) || arcs.length > 128 || arcs.some(Number.isNaN))
      throw new SmiFault(name.line, `the place of ${name.text} is none`);
    this.#nodes.push({ name: name.text, kind, parent, arcs, line: name.line, ...type });
  }

  #text(ahead = 0): string {
    return this.#words[this.#at + ahead]?.text ?? '';
  }

  #next(wanted: string, since: number): SmiWord {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new SmiFault(since, `what begins here never comes to its ${wanted}`);
    return word;
  }

  #expect(wanted: string, of: SmiWord): void {
    const word = this.#next(wanted, of.line);
    if (word.text !== wanted)
      throw new SmiFault(word.line, `${of.text} wants "${wanted}", and has "${word.text.slice(0, 40)}"`);
  }
}

const HINTS: ReadonlyMap<string, Hint> = new Map([
  ['DisplayString', 'text'],
  ['SnmpAdminString', 'text'],
  ['PhysAddress', 'mac'],
  ['MacAddress', 'mac'],
  ['DateAndTime', 'date'],
  ['InetAddress', 'address'],
]);

/** How octets of a type are shown, and what its numbers are called; types may be made of types. */
export function typeOf(
  syntax: string | null,
  types: ReadonlyMap<string, SmiType>,
): { readonly enums: ReadonlyMap<number, string> | null; readonly hint: Hint | null } {
  let name = syntax;
  for (let depth = 0; name !== null && depth < 8; depth++) {
    const hint = HINTS.get(name);
    if (hint !== undefined) return { enums: null, hint };
    const type = types.get(name);
    if (type === undefined) break;
    if (type.enums !== null) return { enums: type.enums, hint: null };
    name = type.syntax;
  }
  return { enums: null, hint: null };
}
