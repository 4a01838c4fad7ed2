import type { Origin } from '../core/origin.ts';
import { defineSource } from '../core/source.ts';
import { hasJournal, type JournalPlace, journalctl, noJournal, placeArgs } from './journalctl.ts';
import { LineSource, type Pass } from './line-source.ts';

export interface JournalOptions extends JournalPlace {
  /** Bounds as epoch ms, or in any words journalctl knows (`yesterday`, `-2h`). */
  readonly since?: string | number;
  readonly until?: string | number;
  /** Units, globs allowed. */
  readonly units?: readonly string[];
  readonly maxLineBytes?: number;
}

/**
 * The systemd journal as JSON lines, through journalctl, oldest first. Read once: asked again, journalctl would give
 * more entries, or fewer, and the keys of a line in another order.
 */
export default defineSource<JournalOptions>({
  name: 'journal',
  describe: 'the systemd journal (needs journalctl)',
  open(options) {
    const origin: { -readonly [K in keyof Origin]: Origin[K] } = {
      source: 'journal',
      file: null,
      identity: 'journal',
      referenceTime: 0,
    };

    async function* read(pass: Pass): AsyncGenerator<Uint8Array> {
      origin.referenceTime = Date.now();
      const args = [...placeArgs(options), '--output=json', '--all', '--no-pager'];
      if (options.since !== undefined) args.push(`--since=${moment(options.since)}`);
      if (options.until !== undefined) args.push(`--until=${moment(options.until)}`);
      for (const unit of options.units ?? []) args.push(`--unit=${unit}`);
      let empty = true;
      for await (const chunk of journalctl(args, pass, options)) {
        empty = false;
        pass.counters.inputBytes += chunk.length;
        yield chunk;
      }
      if (empty && !pass.signal.aborted && !(await hasJournal(options))) throw noJournal(options);
    }
    return new LineSource({
      origin,
      rereadable: false,
      // Half an entry is left when journalctl dies; it is no entry.
      dropUnended: 'half a journal entry at the end was dropped: journalctl stopped in the middle of it',
      maxLineBytes: options.maxLineBytes,
      size: () => null,
      read,
    });
  },
});

/** Epoch ms as journalctl reads them; other words are its own to judge. One argument each, so none is an option. */
function moment(time: string | number): string {
  return typeof time === 'number' ? `@${(time / 1000).toFixed(6)}` : time;
}
