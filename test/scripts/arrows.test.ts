import { describe, expect, it } from 'vitest';
import { arrows, LAYERS, partOf, resolvePath } from '../../scripts/arrows.ts';

const messages = (path: string, text: string) => arrows([{ path, text }]).map(({ message }) => message);

describe('arrows', () => {
  it.each([
    ['src/core/event.ts', "import { a } from '../kit/hash.ts';"],
    ['src/ml/forest-rows.ts', "import { LogsiftError } from '../core/errors.ts';"],
    ['src/formats/cisco.ts', "import type { Event } from '../core/event.ts';"],
    ['src/formats/cisco.ts', "import { a } from './shapes.ts';"],
    ['src/app/engine.ts', "import a from '../formats/index.ts'; import b from '../templates/miner.ts';"],
    ['src/cli/main.ts', "await import('./scan.ts'); import { a } from '../app/scan.ts';"],
    ['src/cli/program.ts', "import about from '../../package.json' with { type: 'json' };"],
    ['src/index.ts', "export { scan } from './app/scan.ts';"],
    ['bench/miner.ts', "import { a } from '../src/templates/miner.ts';"],
    ['web/main.ts', "import type { Event } from '../src/core/event.ts';"],
    ['test/app/engine.test.ts', "import { a } from '../../src/cli/main.ts';"],
  ])('lets %s import what is below it', (path, text) => {
    expect(messages(path, text)).toEqual([]);
  });

  it.each([
    [
      'a room that imports another room',
      'src/formats/a.ts',
      "import { b } from '../templates/b.ts';",
      /beside/,
    ],
    ['a type of another room', 'src/detectors/a.ts', "import type { B } from '../formats/b.ts';", /beside/],
    ['a type query of another room', 'src/detectors/a.ts', "type B = import('../store/b.ts').B;", /beside/],
    ['a dynamic import of another room', 'src/store/a.ts', "await import('../sources/b.ts')", /beside/],
    ['a worker of another room', 'src/store/a.ts', "new URL('../sources/b.ts', import.meta.url)", /beside/],
    ['core that knows of learners', 'src/core/a.ts', "import { b } from '../ml/b.ts';", /above/],
    ['kit that knows of events', 'src/kit/a.ts', "import type { E } from '../core/event.ts';", /above/],
    ['a room that knows of app', 'src/report/a.ts', "export { b } from '../app/b.ts';", /above/],
    ['app that knows of the command line', 'src/app/a.ts', "import '../cli/main.ts';", /above/],
    ['a product that needs its tests', 'src/app/a.ts', "import { b } from '../../test/b.ts';", /no part/],
    ['a computed import', 'src/app/a.ts', 'await import(path)', /computed/],
    [
      'a web page that runs code of core',
      'web/a.ts',
      "import { E } from '../src/core/event.ts';",
      /only types/,
    ],
    [
      'a web page that looks into a room',
      'web/a.ts',
      "import type { E } from '../src/app/b.ts';",
      /only types/,
    ],
    ['a room nobody planned', 'src/stuff/a.ts', '', /no layer/],
  ])('catches %s', (_, path, text, message) => {
    expect(messages(path, text)).toEqual([expect.stringMatching(message)]);
  });

  it('names the file and the line', () => {
    const text = "import { a } from '../kit/a.ts';\n\nimport { b } from '../store/b.ts';\n";
    expect(arrows([{ path: 'src/report/a.ts', text }])).toMatchObject([{ path: 'src/report/a.ts', line: 3 }]);
  });

  it('has every part in one layer only', () => {
    const parts = LAYERS.flat();
    expect(new Set(parts).size).toBe(parts.length);
  });
});

describe('paths', () => {
  it('belong to a part', () => {
    expect(['src/kit/a.ts', 'src/index.ts', 'bench/main.ts'].map(partOf)).toEqual([
      'kit',
      'index.ts',
      'bench',
    ]);
  });

  it('are resolved against the file that imports', () => {
    expect(resolvePath('src/app/a.ts', '../core/b.ts')).toBe('src/core/b.ts');
    expect(resolvePath('src/app/a.ts', './b.ts')).toBe('src/app/b.ts');
  });
});
