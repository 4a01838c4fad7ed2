import { z } from 'zod';
import { defineNotifier, type Message } from '../core/notifier.ts';
import { messageText, plainLines } from './message-text.ts';

const schema = z.strictObject({});

/** Messages on the output of this very process: what is said when nothing else is set up. */
export default defineNotifier({
  name: 'terminal',
  describe: 'writes messages to standard output',
  schema,
  updates: false,
  create(_options, { write, timeZone }) {
    const render = (message: Message) => {
      const text = messageText(message, timeZone);
      const [headline, ...rest] = plainLines(text);
      return `── ${headline} (${text.said})\n${rest.map((line) => (line === '' ? '' : `   ${line}`)).join('\n')}\n\n`;
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
