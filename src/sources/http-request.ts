import type { IncomingMessage } from 'node:http';
import { jsonLines, type TakeLine, textLines } from './http-lines.ts';
import { Refusal } from './http-refusal.ts';

/** Gives the lines of a body; false when it is not of its type, some lines having been given already. */
export type Split = (body: Buffer, take: TakeLine) => boolean;

/** Fails with a refusal unless it is POST /ingest. */
export function checkTarget({ url = '', method }: IncomingMessage): void {
  if (url.replace(/\?.*$/s, '') !== '/ingest')
    throw new Refusal(404, 'not_found', 'lines are sent to /ingest');
  if (method !== 'POST')
    throw new Refusal(405, 'wrong_method', 'lines are sent with POST', { Allow: 'POST' });
}

/** How a body of its Content-Type becomes lines; fails with a refusal for a type that is not taken. */
export function splitterFor({ headers }: IncomingMessage): Split {
  const type = (headers['content-type'] ?? 'text/plain').replace(/;.*$/s, '').trim().toLowerCase();
  switch (type) {
    case 'application/json':
      return jsonLines;
    case 'text/plain':
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
      return (body, take) => {
        textLines(body, take);
        return true;
      };
    default:
      throw new Refusal(
        415,
        'unknown_type',
        'Content-Type may be text/plain (lines), application/x-ndjson or application/json',
      );
  }
}
