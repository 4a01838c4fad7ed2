import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { wrapToWidth } from '../kit/terminal.ts';
import { messageText, plainLines } from './message-text.ts';

const schema = z.strictObject({});
/** Columns below which nothing is broken any further. */
const LEAST = 30;

/** What a row begins with; the rows that go on with it begin below its text. */
const LEAD = /^(?:── |\s*(?:(?:expected|seen|odds|also) +)?)/;

/** A row broken between words, where it is known how wide the terminal is. */
function broken(row: string, columns: number | undefined): string[] {
  if (columns === undefined || row === '') return [row];
  const lead = LEAD.exec(row)![0];
  const rows = wrapToWidth(row.slice(lead.length), Math.max(LEAST, columns - lead.length));
  return rows.map((part, i) => (i === 0 ? lead : ' '.repeat(lead.length)) + part);
}

/** Messages on the output of this very process: what is said when nothing else is set up. */
export default defineNotifier({
  name: 'terminal',
  describe: 'writes messages to standard output',
  schema,
  updates: false,
  create(_options, { write, timeZone, columns }) {
    const render = (message: Message) => {
      const text = messageText(message, timeZone);
      const [headline, ...rest] = plainLines(text);
      const rows = [
        `── ${headline} (${text.said})`,
        ...rest.map((line) => (line === '' ? '' : `   ${line}`)),
      ];
      return `${rows.flatMap((row) => broken(row, columns)).join('\n')}\n\n`;
    };
    return {
      render,
      deliver(message, { signal }) {
        if (signal.aborted) {
          return Promise.resolve({ ok: false, permanent: false, reason: 'there was no time left' });
        }
        try {
          write(render(message));
          return Promise.resolve({ ok: true });
        } catch (error) {
          const reason = `standard output cannot be written to (${(error as NodeJS.ErrnoException).code ?? 'closed'})`;
          return Promise.resolve({ ok: false, permanent: true, reason });
        }
      },
    };
  },
});
