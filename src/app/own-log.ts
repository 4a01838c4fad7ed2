import { type DestinationStream, type Logger, pino } from 'pino';
import type { Notice } from '../core/notice.ts';
import { escapeForTerminal } from '../kit/terminal.ts';

/** What logsift says of its own work; never what logs say. */
export type OwnLog = Logger;

/** How a person reads it on a terminal: one line, the level only where it is not the usual one. */
const WORDS: { readonly [level: number]: string } = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };

/**
 * The program's own log on standard error: JSON lines (pino) for machines, plain ones on a terminal. Control characters
 * are escaped in both, so that a log line quoted in it cannot forge another.
 */
export function ownLog(
  level: string,
  stream: { write(text: string): unknown; readonly isTTY?: boolean | undefined },
): OwnLog {
  const plain: DestinationStream = {
    write(line) {
      const { level: number, msg } = JSON.parse(line) as { level: number; msg?: string };
      stream.write(`logsift: ${WORDS[number] ?? ''}${escapeForTerminal(msg ?? '')}\n`);
    },
  };
  const json: DestinationStream = { write: (line) => void stream.write(line) };
  return pino(
    { name: 'logsift', level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    stream.isTTY === true ? plain : json,
  );
}

/** Writes a notice at the level it deserves. */
export function logNotice(log: OwnLog, { kind, about, text, lost }: Notice): void {
  const fields = { about, kind, ...(lost === undefined ? {} : { lost }) };
  if (kind === 'trouble' || kind === 'gap' || kind === 'overload') log.warn(fields, text);
  else log.info(fields, text);
}
