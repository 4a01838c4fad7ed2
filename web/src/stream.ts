import { apiAddress, type Query } from './api.ts';

/** How a stream is: `waiting` for the server, which was there before or will be. */
export type StreamState = 'open' | 'waiting';

export interface StreamHandlers {
  /** By the name of the event; the data is JSON. */
  readonly on: { readonly [event: string]: (data: never) => void };
  /** Something was missed, or may have been: what is shown has to be asked for anew. */
  readonly reset?: () => void;
  readonly state?: (state: StreamState) => void;
}

/** Waits between tries, ms; the browser's own tries end at the first answer that is an error. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * Listens to a stream of the API. Where it breaks off the browser goes on by itself, with the id of the last event;
 * where it was refused it is begun anew, and that is a `reset`. Returns what ends it.
 */
export function openStream(path: string, query: Query, { on, reset, state }: StreamHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;
  const open = () => {
    source = new EventSource(apiAddress(path, query));
    source.onopen = () => {
      wait = FIRST_WAIT;
      state?.('open');
    };
    source.onerror = () => {
      state?.('waiting');
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        open();
        reset?.();
      }, wait);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    };
    source.addEventListener('reset', () => reset?.());
    for (const [name, handle] of Object.entries(on)) {
      source.addEventListener(name, (event) => {
        handle(JSON.parse((event as MessageEvent<string>).data) as never);
      });
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
