/** A file of the repository, its path relative to the root and with forward slashes. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What a check has to say about a file. */
export interface Complaint {
  readonly path: string;
  /** 1-based, 0 when it is about the file as a whole. */
  readonly line: number;
  readonly message: string;
}

/** One import, export-from, dynamic import, type query or worker address of a file. */
export interface Import {
  /** `./x.ts`, `node:fs`, `picocolors`; null when it is computed and cannot be read. */
  readonly specifier: string | null;
  readonly kind: 'static' | 'type' | 'dynamic' | 'worker';
  readonly line: number;
}

const BEFORE_REGEX =
  /(?:^|[([{=,:;!&|?+\-*%~^<>}]|=>|\b(?:return|typeof|case|in|of|do|else|void|throw|new|delete))$/;

/**
 * The text with comments and the insides of strings, templates and regular expressions blanked, every character
 * else at its place, so that a search finds code only and an offset points into the original too.
 */
export function codeOnly(text: string): string {
  const out = text.split('');
  // Depth of braces of each `${` that is open: its closing brace goes back into the template.
  const holes: number[] = [];
  let i = 0;
  const blank = (from: number, to: number) => {
    for (let k = from; k < to; k++) if (out[k] !== '\n') out[k] = ' ';
  };
  const until = (stop: (at: number) => boolean) => {
    const from = i;
    while (i < text.length && !stop(i)) i += text[i] === '\\' ? 2 : 1;
    blank(from, Math.min(i, text.length));
  };
  const template = () => {
    until((at) => text[at] === '`' || text.startsWith('${', at));
    if (text[i] === '$') {
      holes.push(0);
      i += 2;
    } else i++;
  };
  while (i < text.length) {
    const c = text[i]!;
    if (text.startsWith('//', i)) until((at) => text[at] === '\n');
    else if (text.startsWith('/*', i)) {
      const end = text.indexOf('*/', i + 2);
      blank(i, end < 0 ? text.length : end + 2);
      i = end < 0 ? text.length : end + 2;
    } else if (c === "'" || c === '"') {
      i++;
      until((at) => text[at] === c || text[at] === '\n');
      i++;
    } else if (c === '`') {
      i++;
      template();
    } else if (
      c === '/' &&
      BEFORE_REGEX.test(
        out
          .slice(Math.max(0, i - 40), i)
          .join('')
          .trimEnd(),
      )
    ) {
      i++;
      let inClass = false;
      until((at) => {
        if (text[at] === '[') inClass = true;
        else if (text[at] === ']') inClass = false;
        return (text[at] === '/' && !inClass) || text[at] === '\n';
      });
      i++;
    } else {
      if (holes.length > 0) {
        if (c === '{') holes[holes.length - 1]!++;
        else if (c === '}' && holes[holes.length - 1]!-- === 0) {
          holes.pop();
          i++;
          template();
          continue;
        }
      }
      i++;
    }
  }
  return out.join('');
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** Every import of a file in order, those of types and workers included. */
export function importsOf(text: string): Import[] {
  const code = codeOnly(text);
  const found: (Import & { at: number })[] = [];
  const add = (match: RegExpExecArray, kind: Import['kind']) => {
    const quote = match.index + match[0].length - 1;
    const end = text.indexOf(text[quote]!, quote + 1);
    const readable = /['"`]/.test(text[quote]!) && !text.slice(quote, end).includes('${');
    const specifier = readable ? text.slice(quote + 1, end) : null;
    found.push({ specifier, kind, line: lineAt(text, match.index), at: match.index });
  };
  const each = (pattern: RegExp, take: (match: RegExpExecArray) => void) => {
    for (const match of code.matchAll(pattern)) take(match);
  };
  each(/\bfrom\s*['"]/g, (match) => {
    const head = code.slice(0, match.index);
    const start = Math.max(head.lastIndexOf('import'), head.lastIndexOf('export'));
    add(match, /^(?:import|export)\s+type\b/.test(head.slice(start)) ? 'type' : 'static');
  });
  each(/\bimport\s*['"]/g, (match) => add(match, 'static'));
  each(/\bimport\s*\(\s*[^\s]/g, (match) => add(match, 'dynamic'));
  each(/\brequire\s*\(\s*['"]/g, (match) => add(match, 'static'));
  each(/\bnew\s+URL\s*\(\s*['"](?=\s*['"]\s*,\s*import\.meta)/g, (match) => add(match, 'worker'));
  return found.sort((a, b) => a.at - b.at).map(({ specifier, kind, line }) => ({ specifier, kind, line }));
}
