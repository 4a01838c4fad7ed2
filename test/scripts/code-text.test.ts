import { describe, expect, it } from 'vitest';
import { codeOnly, importsOf, lineAt } from '../../scripts/code-text.ts';

describe('codeOnly', () => {
  it.each([
    ["a('x // y') // z", "a('      ')     "],
    ['a /* b\nc */ d', 'a     \n     d'],
    ["'it\\'s' + b", "'     ' + b"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
    ['`a ${b + `c ${d}` } e` + f', '`  ${b + `  ${d}` }  ` + f'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
    ['`${ { a: 1 } } x` + y', '`${ { a: 1 } }  ` + y'],
    ['x = /[/"]\'/g.test(y)', 'x = /     /g.test(y)'],
    ['a / b / c // d', 'a / b / c     '],
    ["return /'/", 'return / /'],
  ])('blanks comments and texts of %s, everything else keeps its place', (text, code) => {
    expect(codeOnly(text)).toBe(code);
  });

  it('ends on text that breaks off anywhere', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
    const whole = "a('b') /* c */ + `d ${e} f` + /g[/]/ // h";
    for (let cut = 0; cut <= whole.length; cut++) {
      expect(codeOnly(whole.slice(0, cut))).toHaveLength(cut);
    }
  });
});

describe('importsOf', () => {
  it('finds every kind of import, with its line', () => {
    const text = [
      "import a from './a.ts';",
      "import type { B } from './b.ts';",
      "export { c } from './c.ts';",
      "export type * from './d.ts';",
      "import './e.ts';",
      "const f = await import('./f.ts');",
      "type G = import('./g.ts').G;",
      "new Worker(new URL('./h.ts', import.meta.url));",
      "import {\n  i,\n} from 'node:i';",
    ].join('\n');
    expect(importsOf(text)).toEqual([
      { specifier: './a.ts', kind: 'static', line: 1 },
      { specifier: './b.ts', kind: 'type', line: 2 },
      { specifier: './c.ts', kind: 'static', line: 3 },
      { specifier: './d.ts', kind: 'type', line: 4 },
      { specifier: './e.ts', kind: 'static', line: 5 },
      { specifier: './f.ts', kind: 'dynamic', line: 6 },
      { specifier: './g.ts', kind: 'dynamic', line: 7 },
      { specifier: './h.ts', kind: 'worker', line: 8 },
      { specifier: 'node:i', kind: 'static', line: 11 },
    ]);
  });

  it('takes no import out of comments and texts', () => {
    expect(importsOf("// import a from './a.ts'\nconst b = \"import c from './c.ts'\";")).toEqual([]);
  });

  it('says when an import is computed', () => {
    expect(importsOf('await import(name)')).toEqual([{ specifier: null, kind: 'dynamic', line: 1 }]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
    expect(importsOf('await import(`./${name}.ts`)')).toEqual([
      { specifier: null, kind: 'dynamic', line: 1 },
    ]);
  });
});

describe('lineAt', () => {
  it('counts from one', () => {
    expect([0, 1, 2, 3].map((at) => lineAt('a\nb\n', at))).toEqual([1, 1, 2, 2]);
  });
});
