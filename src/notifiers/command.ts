import { z } from 'zod';
import { defineNotifier } from '../core/notifier.ts';
import { duration } from '../core/option-values.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import { messageJson, shownJson } from './message-json.ts';
import { type Ended, runCommand } from './run-command.ts';

const PATH_WANTED = 'wants the whole path of a program, such as /usr/local/bin/page-me';

const schema = z.strictObject({
  command: z
    .tuple(
      [z.string({ error: PATH_WANTED }).regex(/^\/[^\0]{1,4000}$/, { error: PATH_WANTED })],
      z.string().max(4000),
    )
    .describe('the program and its arguments, each for itself; there is no shell'),
  env: z
    .record(
      z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'wants the name of an environment variable'),
      z.string().max(4000).brand<'Secret'>().meta({ writeOnly: true }),
    )
    .default({})
    .describe('variables that it is given beside PATH and LANG; the place for its secrets'),
  timeout: duration({ min: '1s', max: '60s' })
    .prefault('10s')
    .describe('how long it may take before it is killed'),
});

/** sysexits.h: what will not become better by itself; 126 and 127 are what shells say of what they cannot run. */
const PERMANENT = new Set([64, 65, 66, 67, 68, 70, 72, 73, 76, 77, 78, 126, 127]);
const SHOWN_OF_OUTPUT = 120;

/** A program of this machine, named by the configuration, which gets the message as JSON on its standard input. */
export default defineNotifier({
  name: 'command',
  describe: 'runs a program of this machine with the message on its standard input',
  schema,
  updates: true,
  create({ command: [file, ...args], env, timeout }, { timeZone }) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const secrets = Object.values(env);
    return {
      render: (message) => shownJson(messageJson(message, timeZone)),
      async deliver(message, { signal }) {
        const input = `${JSON.stringify(messageJson(message, timeZone))}\n`;
        const ended = await runCommand([file, ...args], { env, input, timeout, signal });
        if ('code' in ended && ended.code === 0) return { ok: true };
        const { permanent, why } = outcomeOf(ended);
        const said = 'output' in ended ? saidOf(ended.output, secrets) : '';
        const reason = `${truncateToWidth(name, 60)} ${why}${said === '' ? '' : `: ${said}`}`;
        // Reasons go out by channels that may not know every alphabet.
        return { ok: false, permanent, reason: reason.replace(/[^\x20-\x7e…]/g, '?') };
      },
    };
  },
});

function outcomeOf(ended: Ended): { readonly permanent: boolean; readonly why: string } {
  if ('failed' in ended) return { permanent: ended.lasting, why: `cannot be run (${ended.failed})` };
  if ('late' in ended) return { permanent: false, why: 'did not end in time and was killed' };
  if (ended.code === null) return { permanent: false, why: `was ended by ${ended.signal ?? 'a signal'}` };
  return { permanent: PERMANENT.has(ended.code), why: `ended with exit code ${ended.code}` };
}

function saidOf(output: string, secrets: readonly string[]): string {
  let text = output.slice(0, 2000);
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '***');
  return truncateToWidth(text.trim(), SHOWN_OF_OUTPUT);
}
