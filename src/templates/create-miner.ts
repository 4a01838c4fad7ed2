import { Miner, type MinerOptions } from './miner.ts';

/** What `add` says of a message. */
export interface MinedMessage {
  /** Id of its template now; `resolve` gives the current one later. */
  readonly id: string;
  /** Text of its template, `<*>` for each slot. */
  readonly text: string;
  /** Value of each slot in this message. */
  readonly slots: string[];
}

/** A template miner as a library: see `createMiner`. */
export interface MessageMiner {
  add(message: string | Uint8Array): MinedMessage;
  /** Current id of the template an id stands for; undefined for an id never given out. */
  resolve(id: string): string | undefined;
  /** The current templates. */
  templates(): { id: string; text: string }[];
}

/**
 * Makes a template miner for messages without their headers.
 * @example
 * const miner = createMiner();
 * miner.add('Accepted password for root from 10.0.0.7 port 22');
 * // { id: '…', text: 'Accepted password for root from <*> port <*>', slots: ['10.0.0.7', '22'] }
 */
export function createMiner(options: Pick<MinerOptions, 'maxTemplates'> = {}): MessageMiner {
  const miner = new Miner(options);
  return {
    add(message) {
      const bytes = typeof message === 'string' ? Buffer.from(message) : asBuffer(message);
      const template = miner.match(bytes, 0, bytes.length);
      const slots = Array.from({ length: template.slotCount }, (_, i) =>
        bytes.toString('utf8', miner.slotStart[i]!, miner.slotEnd[i]!),
      );
      return { id: template.id, text: template.text, slots };
    },
    resolve: (id) => miner.resolve(id),
    templates: () => miner.templates().map(({ id, text }) => ({ id, text })),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
