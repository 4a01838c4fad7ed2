import { describe, expect, it } from 'vitest';
import { type Family, families, headings, memberFiles } from '../../scripts/families.ts';

const FORMATS: Family = { name: 'formats', contract: 'format-checks.ts', checks: 'formatChecks' };
const GOOD: Readonly<Record<string, string>> = {
  'src/formats/json.ts': "export default defineFormat({ name: 'json' });",
  'src/formats/shapes.ts': 'export const shapes = []; // not a member: no export default',
  'src/formats/index.ts': "import json from './json.ts';\nexport const formats = [json];",
  'test/formats/json.test.ts':
    "import { formatChecks } from '../../src/testing/format-checks.ts';\nformatChecks(json);",
  'docs/formats.md':
    '# Formats\n\nHow they are found.\n\n## How a format is found\n\n## json\n\nOne object a line.\n',
};

function messages(changes: Record<string, string | null>): string[] {
  const files = Object.entries({ ...GOOD, ...changes }).flatMap(([path, text]) =>
    text === null ? [] : [{ path, text }],
  );
  return families(FORMATS, files).map(({ path, message }) => `${path} ${message}`);
}

describe('families', () => {
  it('leaves a complete family alone', () => {
    expect(messages({})).toEqual([]);
  });

  it.each([
    ['a member that is not listed', { 'src/formats/index.ts': 'export const formats = [];' }, /not listed/],
    [
      'one that is listed in a comment only',
      { 'src/formats/index.ts': "// import json from './json.ts';" },
      /not listed/,
    ],
    ['a member without a test', { 'test/formats/json.test.ts': null }, /has no test/],
    [
      'a test of its own taste',
      { 'test/formats/json.test.ts': "import a from '../../src/formats/json.ts';" },
      /contract/,
    ],
    [
      'a contract that is imported and not run',
      { 'test/formats/json.test.ts': "import { formatChecks } from '../../src/testing/format-checks.ts';" },
      /contract/,
    ],
    [
      'a member that the page does not tell of',
      { 'docs/formats.md': '# Formats\n\nAlso json.\n' },
      /no section/,
    ],
    ['a family without a page', { 'docs/formats.md': null }, /no section/],
    ['a page that tells of what is gone', { 'docs/formats.md': '## json\n\n## xml\n' }, /tells of xml/],
  ])('catches %s', (_, changes: Record<string, string | null>, message) => {
    expect(messages(changes)).toEqual([expect.stringMatching(message)]);
  });

  const beside = (call: string) => ({
    'test/formats/json.test.ts': `import { formatContract } from './format-contract.ts';\n${call}`,
    'test/formats/format-contract.ts':
      "import { formatChecks } from '../../src/testing/format-checks.ts';\n" +
      'export function formatContract(f) { formatChecks(f); }',
  });

  it('lets a test run the contract through a function of a file beside it, if it calls it', () => {
    expect(messages(beside('formatContract(json);'))).toEqual([]);
    expect(messages(beside('// formatContract(json);'))).toEqual([expect.stringMatching(/contract/)]);
  });

  it('knows members by their default export, however it is written', () => {
    const files = [
      { path: 'src/formats/a.ts', text: 'const a = 1;\nexport { a as default };' },
      { path: 'src/formats/b.ts', text: '/* export default */ export const b = 1;' },
      { path: 'src/formats/index.ts', text: 'export default [];' },
      { path: 'src/sources/c.ts', text: 'export default 1;' },
    ];
    expect(memberFiles(FORMATS, files)).toEqual(['a']);
  });
});

describe('two families in one folder', () => {
  const LIVE: Family = {
    ...{ name: 'sources', prefix: 'live-', list: 'live', page: 'live-sources' },
    ...{ contract: 'live-source-checks.ts', checks: 'liveSourceChecks' },
  };
  const files = [
    { path: 'src/sources/file.ts', text: 'export default 1;' },
    { path: 'src/sources/live-file.ts', text: 'export default 1;' },
    { path: 'src/sources/live.ts', text: "import file from './live-file.ts';" },
    {
      path: 'test/sources/live-file.test.ts',
      text: "import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';\nliveSourceChecks(file);",
    },
    { path: 'docs/live-sources.md', text: '## file\n' },
  ];

  it('have their own members, lists, tests and pages', () => {
    const ended: Family = { name: 'sources', contract: 'source-checks.ts', checks: 'sourceChecks' };
    expect(memberFiles(ended, files)).toEqual(['file']);
    expect(memberFiles(LIVE, files)).toEqual(['file']);
    expect(families(LIVE, files)).toEqual([]);
    const without = (path: string) => files.filter((file) => file.path !== path);
    for (const [path, message] of [
      ['src/sources/live.ts', /not listed in src\/sources\/live.ts/],
      ['test/sources/live-file.test.ts', /has no test/],
      ['docs/live-sources.md', /no section/],
    ] as const) {
      expect(families(LIVE, without(path)).map(({ message: text }) => text)).toEqual([
        expect.stringMatching(message),
      ]);
    }
  });
});

describe('headings', () => {
  it('are sections of the second level with one word', () => {
    expect(headings('# a\n## b\n## `c-d`\n### e\n## two words\n')).toEqual(['b', 'c-d']);
  });
});
