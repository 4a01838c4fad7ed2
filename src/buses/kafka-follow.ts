import type { BusEntry, Gap } from '../core/bus.ts';
import type { KafkaParts } from './kafka-link.ts';
import { Assembly, placeOf } from './kafka-parts.ts';
import { KafkaReader } from './kafka-reader.ts';

/** Bytes that wait for whoever follows. */
const MOST_WAITING = 4 * 2 ** 20;

/** Where to begin, and when to end. */
export interface Following {
  /** `oldest`, `newest`, or the id of an entry. */
  readonly after: string;
  readonly signal: AbortSignal;
  gap(gap: Gap): void;
}

/** Entries of a partition from a place on. No group is made: nothing of it stays at the broker. */
export function followKafka(
  parts: KafkaParts,
  of: { readonly topic: string; readonly partition: number },
  { after, signal, gap }: Following,
): AsyncGenerator<readonly BusEntry[]> {
  const assembly = new Assembly();
  const known = /^(?:oldest|newest)$/.test(after) ? -1 : placeOf(after).offset;
  let waiting: BusEntry[] = [];
  let bytes = 0;
  let wake: () => void = () => {};
  const reader = new KafkaReader(parts, of.topic, {
    wants: () => bytes < MOST_WAITING,
    records(_, records) {
      for (const record of records) {
        const entry = assembly.add(record);
        if (entry === null || placeOf(entry.id).offset <= known) continue;
        waiting.push(entry);
        bytes += entry.bytes.length;
      }
      const lost = assembly.takeLost();
      if (lost > 0) gap({ reason: 'deleted', entries: lost });
      wake();
    },
    gap: (_, missing) => gap(missing),
  });
  const over = AbortSignal.any([signal, parts.ended]);
  over.addEventListener('abort', () => {
    reader.close();
    wake();
  });
  if (over.aborted) reader.close();
  // Where to begin is found out now, not when the first entry is asked for.
  void begin();

  async function begin(): Promise<void> {
    try {
      if (known >= 0) reader.add(of.partition, placeOf(after).from);
      else {
        const { low, high } = await reader.ends(of.partition, over);
        reader.add(of.partition, after === 'oldest' ? low : high);
      }
    } catch {
      // It was over before it began.
    }
  }

  return (async function* () {
    try {
      while (!over.aborted) {
        if (waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const these = waiting;
        waiting = [];
        bytes = 0;
        reader.pump();
        yield these;
      }
    } finally {
      reader.close();
    }
  })();
}
