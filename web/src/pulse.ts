import { signal } from '@preact/signals';
import type { LiveStatus } from '../../src/core/api-live.ts';
import { openStream, type StreamState } from './stream.ts';

/** What the server said last of how it is; null before the first word. */
export const status = signal<LiveStatus | null>(null);
/** Whether the page hears the server. */
export const hearing = signal<StreamState | 'opening'>('opening');
/** Counts changes of incidents: what shows them asks anew when it moves. */
export const incidentsMoved = signal(0);

/** Listens for as long as the frame is there; returns what ends it. */
export function feelPulse(): () => void {
  return openStream(
    'live',
    { lines: 'false' },
    {
      on: {
        status: (now: LiveStatus) => {
          status.value = now;
        },
        incident: () => {
          incidentsMoved.value++;
        },
      },
      reset: () => {
        incidentsMoved.value++;
      },
      state: (now) => {
        hearing.value = now;
      },
    },
  );
}
