import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type {
  LabelsAnswer,
  ReviewAnswer,
  ReviewLineAnswer,
  ReviewState,
  ReviewWord,
} from '../../../../src/core/api-models.ts';
import { ask, Refusal, tell } from '../../api.ts';

/** The review as far as this page knows it. */
export interface ReviewControl {
  /** The server has said whether there is one. */
  readonly known: boolean;
  readonly state: ReviewState | null;
  /** The line to look at; null when all were. */
  readonly line: ReviewLineAnswer | null;
  readonly error: string | null;
  readonly label: (word: ReviewWord) => void;
  readonly undo: () => void;
  /** Whether there is something to undo. */
  readonly undoable: boolean;
  readonly begin: (since: number, again: boolean) => void;
  readonly reload: () => void;
}

interface Known {
  readonly known: boolean;
  readonly state: ReviewState | null;
  /** Lines to come, the next first. */
  readonly queue: readonly ReviewLineAnswer[];
  /** Lines that were labelled here, the latest last. */
  readonly done: readonly ReviewLineAnswer[];
  readonly error: string | null;
}

const NOTHING: Known = { known: false, state: null, queue: [], done: [], error: null };
const AHEAD = 25;
/** More lines are asked for while so many are left, so that nobody waits. */
const FEW = 8;

/** Goes through a review line by line. A key shows the next line at once; what was said is sent behind it, in order. */
export function useReview(): ReviewControl {
  const kept = useSignal(NOTHING);
  const sending = useRef<Promise<void>>(Promise.resolve());
  const filling = useRef(false);

  const failed = (error: unknown) => {
    const message = error instanceof Refusal ? error.message : 'That did not work.';
    kept.value = { ...kept.peek(), error: message };
  };

  const load = async () => {
    try {
      const { review, lines } = await ask<ReviewAnswer>('review', { limit: AHEAD });
      kept.value = { ...NOTHING, known: true, state: review, queue: unseen(lines) };
    } catch (error) {
      failed(error);
    }
  };

  const fill = async () => {
    const last = kept.peek().queue.at(-1);
    if (filling.current || last === undefined || kept.peek().queue.length > FEW) return;
    filling.current = true;
    try {
      const { lines } = await ask<ReviewAnswer>('review', { at: last.place + 1, limit: AHEAD });
      const known = new Set(kept.peek().queue.map(({ id }) => id));
      const fresh = unseen(lines).filter(({ id }) => !known.has(id));
      kept.value = { ...kept.peek(), queue: [...kept.peek().queue, ...fresh] };
    } catch {
      // Asked for again at the next key; there are lines left to look at.
    } finally {
      filling.current = false;
    }
  };

  const send = (id: string, label: ReviewWord | null) => {
    sending.current = sending.current.then(async () => {
      try {
        const { review } = await tell<LabelsAnswer>('review/labels', { labels: [{ id, label }] });
        kept.value = { ...kept.peek(), state: review };
      } catch (error) {
        failed(error);
      }
    });
    return sending.current;
  };

  useEffect(() => void load(), []);

  const label = (word: ReviewWord) => {
    const { queue, done, state } = kept.peek();
    const [line, ...rest] = queue;
    if (line === undefined || state === null) return;
    kept.value = {
      ...kept.peek(),
      queue: rest,
      done: [...done, line],
      state: counted(state, word),
      error: null,
    };
    const sent = send(line.id, word);
    if (rest.length > 0) void fill();
    // The end of what is known: labels that skipped over others may have left some behind.
    else void sent.then(load);
  };

  const undo = () => {
    const { done, queue } = kept.peek();
    const line = done.at(-1);
    if (line === undefined) return;
    kept.value = { ...kept.peek(), queue: [line, ...queue], done: done.slice(0, -1), error: null };
    void send(line.id, null);
  };

  const begin = async (since: number, again: boolean) => {
    try {
      const { review, lines } = await tell<ReviewAnswer>('review', { since, again });
      kept.value = { ...NOTHING, known: true, state: review, queue: unseen(lines) };
      if (kept.peek().queue.length === 0 && review !== null) await load();
    } catch (error) {
      failed(error);
    }
  };

  const { known, state, queue, done, error } = kept.value;
  return {
    ...{ known, state, error, label, undo, line: queue[0] ?? null, undoable: done.length > 0 },
    begin: (since, again) => void begin(since, again),
    reload: () => void load(),
  };
}

function unseen(lines: readonly ReviewLineAnswer[]): readonly ReviewLineAnswer[] {
  return lines.filter(({ label }) => label === null);
}

/** The counts with one more, until the server has said them. */
function counted(state: ReviewState, word: ReviewWord): ReviewState {
  return {
    ...state,
    left: Math.max(0, state.left - 1),
    labels: { ...state.labels, [word]: state.labels[word] + 1 },
  };
}
