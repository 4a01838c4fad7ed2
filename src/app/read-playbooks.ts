import { type Match, matchSchema } from '../alerts/match.ts';
import { load } from '../config/load.ts';
import { LogsiftError } from '../core/errors.ts';
import { type Playbook, playbookFileSchema } from '../remediation/playbook.ts';

/** The playbooks of all files. Throws CONFIG_INVALID. */
export function readPlaybooks(files: readonly string[]): Playbook<Match>[] {
  const all: Playbook<Match>[] = [];
  for (const file of files) {
    const { config } = load(playbookFileSchema(matchSchema), { files: [file], env: {}, set: [] });
    for (const playbook of config.playbooks) {
      if (all.some(({ name }) => name === playbook.name))
        throw new LogsiftError(
          'CONFIG_INVALID',
          `${file}: wants names of its own for playbooks; ${playbook.name} stands in another file too`,
        );
      all.push(playbook);
    }
  }
  return all;
}
