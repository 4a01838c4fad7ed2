import { z } from 'zod';
import type { Envelope, Sealing } from './envelope.ts';
import { packJson, unpackJson } from './plain.ts';

/** An entry of `templates`: what a miner tells others, as JSON-safe data. */
export function packTemplates(sealing: Sealing, news: readonly unknown[]): Buffer {
  return packJson({ ...sealing, kind: 'templates', count: news.length }, news);
}

/** What others' miners tell; who takes it up checks what is in it. Throws MESSAGE_INVALID where it is no list of JSON. */
export function unpackTemplates(envelope: Envelope): unknown[] {
  return unpackJson(envelope, 'templates', z.array(z.unknown()).max(1000));
}
