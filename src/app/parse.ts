import type { Event } from '../core/event.ts';
import type { ScanResult } from '../core/scan-result.ts';
import type { Source } from '../core/source.ts';
import type { Recognition } from '../formats/reader.ts';
import { Miner } from '../templates/miner.ts';
import { wanted } from './filter-events.ts';
import type { Input } from './input.ts';
import { account, type InputOptions, openInputs, openSources } from './inputs.ts';

/**
 * Every event of the inputs, one input after the other. What can be read twice is mined before the first event is
 * handed out, so that its template ids are final; standard input and the journal are mined as they come. Throws
 * NOTHING_READ at the end when not one line could be read. Returns what was read and what could not be.
 */
export async function* parseInputs(
  options: InputOptions,
): AsyncGenerator<Event, Pick<ScanResult, 'read' | 'unread' | 'notes'>> {
  const { sources, unread } = await openSources(options);
  try {
    const miner = new Miner();
    const known = await mineFirst(sources, options, miner);
    const inputs = openInputs(sources, options, known);
    const isWanted = wanted(options);
    for (const input of inputs) {
      while (!options.signal?.aborted && (await input.fill(options.signal))) {
        do {
          const event = input.head!;
          if (!isWanted(event)) continue;
          event.template = miner.match(event.text, event.messageStart, event.messageEnd);
          yield event;
        } while (input.advance());
      }
    }
    const outcome = account(inputs, unread);
    return { ...outcome, read: outcome.read.map((input) => input.report()) };
  } finally {
    for (const source of sources) await source.close();
  }
}

async function mineFirst(
  sources: readonly Source[],
  options: InputOptions,
  miner: Miner,
): Promise<Recognition[]> {
  if (!sources.every((source) => source.rereadable)) return [];
  const inputs: Input[] = openInputs(sources, options);
  for (const input of inputs) {
    while (!options.signal?.aborted && (await input.fill(options.signal))) {
      do miner.match(input.head!.text, input.head!.messageStart, input.head!.messageEnd);
      while (input.advance());
    }
  }
  return inputs.map((input) => input.reader.recognition);
}
