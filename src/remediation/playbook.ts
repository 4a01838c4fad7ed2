import { z } from 'zod';
import { duration, type Rate, rate } from '../core/option-values.ts';
import { type ValueSpec, valueSchema } from './value.ts';

/** What is done about incidents of one kind. `Match` says of which, in the words of routes. */
export interface Playbook<Match = unknown> {
  readonly name: string;
  /** One line: what it does. */
  readonly describe: string;
  readonly match: Match;
  readonly values: { readonly [name: string]: ValueSpec };
  /** Program and arguments; `<name>` stands for a value, `<name:url>` for the same within a URL. */
  readonly command: readonly string[];
  readonly undo?: readonly string[] | undefined;
  readonly dry_run: boolean;
  readonly auto: boolean;
  readonly rate?: Rate | undefined;
  /** Ms. */
  readonly timeout: number;
}

const PROGRAM_WANTED = 'wants the whole path of a program, such as /usr/sbin/nft, and no value in it';
const HOLE = /<([a-z]\w{0,39})(?::(url))?>/g;
/** Programs that make commands of their arguments. */
const SHELLS = /\/(?:ba|da|z|k|c|tc|fi|a|busybox)?sh$|\/(?:env|eval|xargs|sudo|su|busybox)$/;

const argv = z
  .array(z.string().min(1).max(4000))
  .min(1)
  .max(100)
  .superRefine(([program = '', ...rest], context) => {
    const complain = (path: number, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (!/^\/[^\0<>]{1,4000}$/.test(program)) complain(0, PROGRAM_WANTED);
    if (SHELLS.test(program) && rest.some((one) => one.match(HOLE) !== null))
      complain(0, 'wants a program that makes no command of what it is given: no shell, env, sudo or xargs');
  });

/** A playbook as it is written. */
function playbookSchema<Match extends z.ZodType>(match: Match) {
  return z
    .strictObject({
      name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'wants a name of small letters, digits and hyphens'),
      describe: z.string().trim().min(1).max(150),
      match,
      values: z.record(z.string().regex(/^[a-z]\w{0,39}$/, 'wants a short word'), valueSchema).default({}),
      command: argv,
      undo: argv.optional(),
      dry_run: z.boolean().default(true),
      approve: z.literal('human').optional(),
      auto: z.boolean().default(false),
      rate: rate().optional(),
      timeout: duration({ min: '1s', max: '10m' }).prefault('30s'),
    })
    .superRefine((playbook, context) => {
      const complain = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message });
      const { values, command, undo = [], auto, approve, rate: limit } = playbook;
      for (const [key, parts] of Object.entries({ command, undo })) {
        for (const name of holesOf(parts))
          if (!Object.hasOwn(values, name))
            complain([key], `wants values that are described; <${name}> is not`);
      }
      for (const name of Object.keys(values))
        if (!holesOf(command).includes(name))
          complain(['values', name], `wants a place in the command: <${name}>`);
      if (!auto) return;
      if (approve !== undefined) complain(['auto'], 'wants `approve: human` not to stand beside it');
      if (limit === undefined) complain(['rate'], 'is wanted where nobody is asked, such as 3/hour');
      for (const [name, { allow }] of Object.entries(values))
        if (allow === undefined)
          complain(
            ['values', name, 'allow'],
            'is wanted where nobody is asked: the values that may be taken',
          );
    });
}

/** A file of playbooks, each with a name of its own. */
export function playbookFileSchema<Match extends z.ZodType>(match: Match) {
  return z.strictObject({
    playbooks: z
      .array(playbookSchema(match))
      .max(200)
      .superRefine((all, context) => {
        for (const [index, { name }] of all.entries())
          if (all.findIndex((one) => one.name === name) < index)
            context.addIssue({
              code: 'custom',
              path: [index, 'name'],
              message: `wants a name of its own; there are two ${name}`,
            });
      }),
  });
}

/** Names of the values that a command has places for. */
function holesOf(parts: readonly string[]): string[] {
  return [...new Set(parts.flatMap((part) => [...part.matchAll(HOLE)].map(([, name]) => name!)))];
}

/** The command with its values in it. Each argument stays one, whatever is put into it. */
export function filled(parts: readonly string[], values: ReadonlyMap<string, string>): string[] {
  return parts.map((part) =>
    part.replace(HOLE, (_hole, name: string, url: string | undefined) => {
      const value = values.get(name)!;
      return url === undefined ? value : encodeURIComponent(value);
    }),
  );
}
