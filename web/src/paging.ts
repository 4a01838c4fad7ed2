import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { ask, type Query, Refusal } from './api.ts';
import { present } from './server-clock.ts';
import { endsOf, type TimeRange } from './time-range.ts';

/** A part of a list as the API answers it. */
export interface Part<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A list that grows. */
export interface Paged<Item, Answer> {
  readonly items: readonly Item[];
  /** The latest answer, for what it says beside its items; null before the first. */
  readonly last: Answer | null;
  readonly loading: boolean;
  readonly error: Refusal | null;
  /** There is more to be asked for. */
  readonly more: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface State<Item, Answer> {
  readonly key: string;
  readonly items: readonly Item[];
  readonly last: Answer | null;
  readonly loading: boolean;
  readonly error: Refusal | null;
}

/** Parts without a single item that are gone through before somebody has to ask for more. */
const EMPTY_PARTS = 12;

/** A list of the API by its cursors. What is asked about stays the same for all parts, though the clock goes on. */
export function usePaged<Item, Answer extends Part<Item>>(
  path: string,
  { query, range }: { readonly query: Query; readonly range?: TimeRange },
): Paged<Item, Answer> {
  const key = JSON.stringify([path, query, range]);
  const empty: State<Item, Answer> = { key, items: [], last: null, loading: true, error: null };
  const state = useSignal(empty);
  const asking = useRef<AbortController | null>(null);
  const ends = useRef<Query>({});

  const load = useCallback(
    async (fresh: boolean) => {
      asking.current?.abort();
      const mine = new AbortController();
      asking.current = mine;
      if (fresh) ends.current = range === undefined ? {} : { ...endsOf(range, present()) };
      state.value = fresh ? empty : { ...state.peek(), loading: true, error: null };
      try {
        for (let part = 0; part < EMPTY_PARTS; part++) {
          const { items, last } = state.peek();
          const answer = await ask<Answer>(
            path,
            { ...query, ...ends.current, cursor: last?.next ?? null },
            mine.signal,
          );
          if (mine.signal.aborted) return;
          const on = answer.items.length === 0 && answer.next !== null && part < EMPTY_PARTS - 1;
          state.value = {
            key,
            items: [...items, ...answer.items],
            last: answer,
            loading: on,
            error: null,
          };
          if (!on) return;
        }
      } catch (error) {
        if (mine.signal.aborted) return;
        const refusal = error instanceof Refusal ? error : new Refusal('The answer could not be read.', 0);
        state.value = { ...state.peek(), loading: false, error: refusal };
      }
    },
    [key],
  );
  useEffect(() => {
    void load(true);
    return () => asking.current?.abort();
  }, [load]);

  const known = state.value.key === key ? state.value : empty;
  const { items, last, loading, error } = known;
  const more = last !== null && last.next !== null;
  const loadMore = useCallback(() => {
    const { loading: busy, last: latest } = state.peek();
    if (!busy && latest !== null && latest.next !== null) void load(false);
  }, [load]);
  const reload = useCallback(() => void load(true), [load]);
  return { items, last, loading, error, more, loadMore, reload };
}
