import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveGap, LiveLine, LiveLines } from '../../../../src/core/api-live.ts';
import { openStream, type StreamState } from '../../stream.ts';
import { Sampling } from './sampling.ts';
import { Tail, type TailView } from './tail.ts';

/** What the page shows of the stream. */
export interface LiveView extends TailView<LiveLine> {
  readonly state: StreamState;
  /** Lines a second that come; null before it can be said. */
  readonly rate: number | null;
  /** `showing 1 of 5`; null where all that fit are shown. */
  readonly sampled: string | null;
  /** Something came while this page did not hear it. */
  readonly gap: boolean;
}

export interface LiveControl {
  readonly view: LiveView;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly clear: () => void;
}

/** Pictures a second are enough for an eye, and leave time for the rest of the page. */
const REDRAW = 100;
/** How often rates are said anew when nothing comes, ms. */
const BEAT = 1_000;

/** Listens for as long as the component is there; what is asked for anew begins with an empty tail. */
export function useTail(asked: { readonly [key: string]: string | number | null }): LiveControl {
  const tail = useRef(new Tail<LiveLine>()).current;
  const sampling = useRef(new Sampling()).current;
  const state = useRef<{ stream: StreamState; gap: boolean }>({ stream: 'waiting', gap: false }).current;
  const view = useSignal<LiveView>(seen());
  const key = JSON.stringify(asked);

  function seen(): LiveView {
    const at = Date.now();
    return {
      ...tail.view(),
      state: state.stream,
      rate: sampling.rate(at),
      sampled: sampling.words(at),
      gap: state.gap,
    };
  }

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      view.value = seen();
    };
    const soon = () => {
      timer ??= setTimeout(draw, REDRAW);
    };
    tail.clear();
    sampling.clear();
    state.gap = false;
    draw();
    const end = openStream('live', asked, {
      on: {
        lines: (batch: LiveLines) => {
          tail.add(batch.lines);
          sampling.add(batch, Date.now());
          soon();
        },
        gap: ({ lost }: LiveGap) => {
          state.gap = lost !== 0;
          soon();
        },
      },
      reset: () => {
        state.gap = true;
        soon();
      },
      state: (now) => {
        state.stream = now;
        soon();
      },
    });
    const beat = setInterval(soon, BEAT);
    return () => {
      end();
      clearInterval(beat);
      clearTimeout(timer);
    };
  }, [key]);

  const then = (what: () => void) => () => {
    what();
    view.value = seen();
  };
  return {
    view: view.value,
    pause: then(() => tail.pause()),
    resume: then(() => {
      state.gap = false;
      tail.resume();
    }),
    clear: then(() => tail.clear()),
  };
}
