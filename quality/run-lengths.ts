import { readFileSync } from 'node:fs';

/** Rows of run-length coded ids: `id*n`, or `id` for one. */
export function runLengths(path: string): (readonly (readonly [id: string, times: number])[])[] {
  const rows = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  return rows.map((row) =>
    row
      .trim()
      .split(/\s+/)
      .map((run) => {
        const [id, times = '1'] = run.split('*');
        return [id!, Number(times)] as const;
      }),
  );
}
