import { describe, expect, it } from 'vitest';
import { reach } from '../../scripts/reach.ts';

const messages = (path: string, text: string) => reach([{ path, text }]).map(({ message }) => message);

describe('reach', () => {
  it.each([
    ['src/sources/file.ts', "import { open } from 'node:fs/promises'; setTimeout(f, 1); Date.now();"],
    [
      'src/detectors/novelty.ts',
      "import { isDeepStrictEqual } from 'node:util'; new Date(event.time); context.random();",
    ],
    ['src/cli/main.ts', "import { Command } from 'commander'; process.env.NO_COLOR;"],
    ['src/templates/miner.ts', '// Date.now() would be wrong here\nconst a = "process.env";'],
    ['src/core/event.ts', 'new Date(Math.floor(ms)).toISOString(); Date.UTC(2020, 1, 1);'],
    ['bench/scan.ts', "import { spawn } from 'node:child_process'; Math.random();"],
  ])('leaves %s alone', (path, text) => {
    expect(messages(path, text)).toEqual([]);
  });

  it.each([
    [
      'a detector that reads files',
      'src/detectors/a.ts',
      "import { readFileSync } from 'node:fs';",
      /node:fs/,
    ],
    [
      'a template room that starts programs',
      'src/templates/a.ts',
      "import 'node:child_process';",
      /child_process/,
    ],
    ['even when imported on demand', 'src/formats/a.ts', "await import('node:net')", /node:net/],
    ['a detector that looks at the clock', 'src/detectors/a.ts', 'const t = Date.now();', /wall clock/],
    ['in its other clothes', 'src/detectors/a.ts', 'const t = new Date();', /wall clock/],
    ['and others', 'src/detectors/a.ts', 'const t = performance.now();', /wall clock/],
    ['in a text with a hole', 'src/detectors/a.ts', 'const t = `at $' + '{Date.now()}`;', /wall clock/],
    ['a detector that throws dice', 'src/detectors/a.ts', 'if (Math.random() > 0.5) f();', /randomness/],
    ['a room that reads the environment', 'src/formats/a.ts', 'process.env.TZ', /environment|process/],
    ['a detector with a timer', 'src/detectors/a.ts', 'setInterval(f, 1000);', /timer/],
    ['a detector that calls out', 'src/detectors/a.ts', "await fetch('http://a');", /network/],
    ['a package nobody allowed', 'src/report/a.ts', "import chalk from 'chalk';", /chalk/],
    [
      'a package in the wrong room',
      'src/templates/a.ts',
      "import { Command } from 'commander';",
      /commander/,
    ],
    ['a scoped package', 'src/ml/a.ts', "import a from '@b/c/d';", /@b\/c /],
    [
      'a package named like a property of every object',
      'src/ml/a.ts',
      "import 'constructor';",
      /constructor/,
    ],
  ])('catches %s', (_, path, text, message) => {
    expect(messages(path, text)).toEqual([expect.stringMatching(message)]);
  });
});
