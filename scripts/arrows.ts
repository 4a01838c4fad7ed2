import { type Complaint, importsOf, type SourceText } from './code-text.ts';

/**
 * The house from the ground up. A part imports only parts of lower rows, and itself; parts of one row do not know
 * each other: a room never imports another room, rooms meet in `app`.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['kit'],
  ['core'],
  // Learners know nothing of logs, but their errors are those of the catalogue.
  ['ml'],
  [
    ...[
      'config',
      'sources',
      'formats',
      'templates',
      'filter',
      'detectors',
      'topology',
      'incidents',
      'alerts',
      'remediation',
      'links',
    ],
    ...[
      'notifiers',
      'output',
      'analyst',
      'llms',
      'report',
      'store',
      'health',
      'dashboard',
      'buses',
      'wire',
      'simulate',
      'mailstats',
      'testing',
    ],
  ],
  ['app'],
  ['cli', 'index.ts', 'bench', 'quality'],
];

/** Part of the house a path belongs to: a room of src, `index.ts`, or a folder beside src. */
export function partOf(path: string): string {
  const [first, second] = path.split('/');
  return first === 'src' ? second! : first!;
}

/** Path a relative specifier points to, seen from the file that holds it. */
export function resolvePath(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

/** Imports that go up, across, or where nobody can see; type imports, dynamic ones and workers count alike. */
export function arrows(files: readonly SourceText[]): Complaint[] {
  const complaints: Complaint[] = [];
  for (const { path, text } of files) {
    const part = partOf(path);
    const layer = layerOf(part);
    if (path.startsWith('src/') && layer < 0) {
      complaints.push({ path, line: 0, message: `src/${part} is in no layer of scripts/arrows.ts` });
    }
    if (layer < 0 && part !== 'web') continue;
    for (const { specifier, kind, line } of importsOf(text)) {
      if (specifier === null) {
        complaints.push({ path, line, message: 'a computed import cannot be checked; write the path out' });
      } else if (specifier.startsWith('.')) {
        const message = forbidden(part, partOf(resolvePath(path, specifier)), kind);
        if (message !== null) complaints.push({ path, line, message: `${message} (${specifier})` });
      }
    }
  }
  return complaints;
}

function forbidden(from: string, to: string, kind: string): string | null {
  // The version is written in one place.
  if (from === to || (from === 'cli' && to === 'package.json')) return null;
  if (from === 'web') return to === 'core' && kind === 'type' ? null : 'web takes only types, only from core';
  const [lower, upper] = [layerOf(to), layerOf(from)];
  if (lower < 0) return `${from} imports ${to}, which is no part of the product`;
  if (lower > upper) return `${from} imports ${to}, which is above it`;
  if (lower === upper) return `${from} imports ${to}, which stands beside it; they meet in a layer above`;
  return null;
}

function layerOf(part: string): number {
  return LAYERS.findIndex((row) => row.includes(part));
}
