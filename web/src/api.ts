import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { ApiError } from '../../src/core/api-shared.ts';
import { ROOT } from './router.ts';
import { queryText } from './routes.ts';
import { present } from './server-clock.ts';
import { signedOut } from './session.ts';
import { endsOf, type TimeRange } from './time-range.ts';

export type Query = { readonly [key: string]: string | number | null | undefined };

/** Why a question got no answer; `message` is for a person. */
export class Refusal extends Error {
  /** HTTP status; 0 where nobody answered. */
  readonly status: number;
  readonly field: string | undefined;

  constructor(message: string, status: number, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** Longest wait for an answer, ms; the server gives up sooner. */
const PATIENCE = 20_000;

/** Asks the API: `ask<Home>('home')`. Throws a `Refusal`, or an AbortError when `signal` ends it. */
export async function ask<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return send<T>('GET', path + queryText(query), undefined, signal);
}

/** Tells the API: `tell('incidents/3fa9/ack', { note })`. Throws a `Refusal`. */
export async function tell<T>(
  path: string,
  body: unknown,
  method: 'POST' | 'PUT' | 'DELETE' = 'POST',
): Promise<T> {
  return send<T>(method, path, body);
}

/** Address of a part of the API, for links to its files and for streams. */
export function apiAddress(path: string, query: Query = {}): string {
  return `${ROOT}api/v1/${path}${queryText(query)}`;
}

async function send<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const deadline = AbortSignal.timeout(PATIENCE);
  let response: Response;
  try {
    response = await fetch(apiAddress(path), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        // No page of another site can send this unasked.
        ...(method === 'GET' ? {} : { 'x-logsift': '1' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const late = deadline.aborted;
    throw new Refusal(late ? 'logsift takes too long to answer.' : 'logsift does not answer.', 0);
  }
  if (response.status === 401 && path !== 'login') signedOut();
  if (!response.ok) throw await refusalOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    const { error, field } = (await response.json()) as ApiError;
    if (typeof error === 'string') return new Refusal(error, response.status, field);
  } catch {
    // What answers is not logsift, or not any more.
  }
  return new Refusal(`The answer was ${response.status} ${response.statusText}.`.trim(), response.status);
}

/** What is known of an answer: the last one stays while the next is awaited. */
export interface Asked<T> {
  readonly data: T | null;
  readonly error: Refusal | null;
  readonly loading: boolean;
  /** Asks again at once. */
  readonly reload: () => void;
}

export interface Asking {
  readonly query?: Query;
  /** Adds `from` and `to`, reckoned anew at each question. */
  readonly range?: TimeRange;
  /** Asks again after so many ms while the page is seen. */
  readonly every?: number;
}

/**
 * An answer of the API for a component, asked anew when what is asked changes. A null path asks nothing. What was
 * answered to another path is never shown for this one.
 */
export function useApi<T>(path: string | null, { query, range, every }: Asking = {}): Asked<T> {
  const state = useSignal<{ path: string | null; data: T | null; error: Refusal | null; loading: boolean }>({
    path,
    data: null,
    error: null,
    loading: path !== null,
  });
  const key = JSON.stringify([path, query, range]);
  const latest = useRef<AbortController | null>(null);
  // The key is all of what is asked
  const load = useCallback(async () => {
    latest.current?.abort();
    if (path === null) return;
    const mine = new AbortController();
    latest.current = mine;
    const before = state.peek();
    state.value = {
      ...before,
      ...(before.path === path ? {} : { data: null, error: null }),
      path,
      loading: true,
    };
    try {
      const ends = range === undefined ? {} : endsOf(range, present());
      const data = await ask<T>(path, { ...query, ...ends }, mine.signal);
      if (!mine.signal.aborted) state.value = { path, data, error: null, loading: false };
    } catch (error) {
      if (mine.signal.aborted) return;
      const refusal = error instanceof Refusal ? error : new Refusal('The answer could not be read.', 0);
      state.value = { ...state.peek(), error: refusal, loading: false };
    }
  }, [key]);
  useEffect(() => {
    void load();
    const again = () => document.visibilityState === 'visible' && void load();
    const timer = every === undefined ? undefined : setInterval(again, every);
    if (every !== undefined) document.addEventListener('visibilitychange', again);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
      latest.current?.abort();
    };
  }, [load, every]);
  const { path: of, data, error, loading } = state.value;
  const reload = useCallback(() => void load(), [load]);
  return of === path ? { data, error, loading, reload } : { data: null, error: null, loading: true, reload };
}
