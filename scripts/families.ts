import { resolvePath } from './arrows.ts';
import { type Complaint, codeOnly, importsOf, type SourceText } from './code-text.ts';

/** A family of the house: a folder of members, the list of them, a contract, a page. */
export interface Family {
  /** Folder under src, and the page in docs/ unless `page` names another: `formats`. */
  readonly name: string;
  /** Members are the files that begin so, as more than one family lives in the folder: `live-`. */
  readonly prefix?: string;
  /** File in the folder that lists the members, `index` when absent. */
  readonly list?: string;
  readonly page?: string;
  /** File of the contract in src/testing: `format-checks.ts`. */
  readonly contract: string;
  /** Function of the contract that a member's test runs: `formatChecks`. */
  readonly checks: string;
}

export const FAMILIES: readonly Family[] = [
  { name: 'sources', contract: 'source-checks.ts', checks: 'sourceChecks' },
  {
    name: 'sources',
    prefix: 'live-',
    list: 'live',
    page: 'live-sources',
    contract: 'live-source-checks.ts',
    checks: 'liveSourceChecks',
  },
  { name: 'formats', contract: 'format-checks.ts', checks: 'formatChecks' },
  { name: 'detectors', contract: 'detector-checks.ts', checks: 'detectorChecks' },
  { name: 'notifiers', contract: 'notifier-checks.ts', checks: 'notifierChecks' },
  { name: 'llms', contract: 'llm-checks.ts', checks: 'llmChecks' },
  { name: 'buses', contract: 'bus-contract.ts', checks: 'busChecks' },
  { name: 'simulate', contract: 'scenario-checks.ts', checks: 'scenarioChecks' },
];

/** Names of a family's members as their files have them, without the prefix: those with a default export. */
export function memberFiles(family: Family, files: readonly SourceText[]): string[] {
  const { name, prefix = '' } = family;
  const others = FAMILIES.flatMap((other) =>
    other.name === name && other.prefix !== undefined && other.prefix !== prefix ? [other.prefix] : [],
  );
  return files
    .filter(({ path }) => new RegExp(`^src/${name}/(?!index\\.)${prefix}[^/]+\\.ts$`).test(path))
    .filter(({ text }) => /\bexport\s+default\b|\bas\s+default\b/.test(codeOnly(text)))
    .map(({ path }) => path.replace(/^.*\/|\.ts$/g, ''))
    .filter((file) => !others.some((other) => file.startsWith(other)))
    .map((file) => file.slice(prefix.length));
}

/** Members that are not listed, not tested by the contract, or not told of in docs/. */
export function families(family: Family, files: readonly SourceText[]): Complaint[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const { prefix = '', list = 'index' } = family;
  const index = `src/${family.name}/${list}.ts`;
  const page = `docs/${family.page ?? family.name}.md`;
  const members = memberFiles(family, files);
  const listed = importsOf(texts.get(index) ?? '').flatMap(({ specifier }) => specifier ?? []);
  const told = headings(texts.get(page) ?? '');
  const complaints: Complaint[] = [];
  const complain = (path: string, message: string) => complaints.push({ path, line: 0, message });
  for (const member of members) {
    const path = `src/${family.name}/${prefix}${member}.ts`;
    const test = `test/${family.name}/${prefix}${member}.test.ts`;
    if (!listed.includes(`./${prefix}${member}.ts`)) complain(path, `is not listed in ${index}`);
    if (!told.includes(member)) complain(path, `has no section "## ${member}" in ${page}`);
    const testText = texts.get(test);
    if (testText === undefined) complain(path, `has no test ${test}`);
    else if (!reachesContract({ path: test, text: testText }, family, texts)) {
      complain(test, `does not run the contract: ${family.checks} of src/testing/${family.contract}`);
    }
  }
  for (const heading of told) {
    if (!members.includes(heading))
      complain(page, `tells of ${heading}, which is no member of src/${family.name}`);
  }
  return complaints;
}

/** Names that a page has a section for: `## name`, in back-quotes or not; headings of several words are prose. */
export function headings(markdown: string): string[] {
  return [...markdown.matchAll(/^## `?([\w-]+)`?$/gm)].map((match) => match[1]!);
}

/** The test runs the contract itself, or calls a function of a file beside it that does. */
function reachesContract(test: SourceText, family: Family, texts: ReadonlyMap<string, string>): boolean {
  if (runsContract(test.text, family)) return true;
  const code = codeOnly(test.text);
  return importsOf(test.text).some(({ specifier }) => {
    const beside = specifier?.startsWith('./') ? texts.get(resolvePath(test.path, specifier)) : undefined;
    if (beside === undefined || !runsContract(beside, family)) return false;
    const offered = [...codeOnly(beside).matchAll(/\bexport (?:async )?function (\w+)/g)].map((m) => m[1]!);
    return offered.some((name) => new RegExp(`\\b${name}\\s*\\(`).test(code));
  });
}

function runsContract(test: string, family: Family): boolean {
  const imported = importsOf(test).some(
    ({ specifier, kind }) => kind === 'static' && specifier?.endsWith(`/src/testing/${family.contract}`),
  );
  return imported && new RegExp(`\\b${family.checks}\\s*\\(`).test(codeOnly(test));
}
