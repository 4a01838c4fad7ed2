import type { DoneAnswer } from '../../src/core/api-actions.ts';
import { Refusal, tell } from './api.ts';
import { toast } from './components/toast.tsx';
import { incidentsMoved } from './pulse.ts';

/** Does something a person asked for and says what came of it; whether it worked. */
export async function deed(work: () => Promise<DoneAnswer>): Promise<boolean> {
  try {
    const { done, words } = await work();
    toast(words, done ? 'done' : 'failed');
    incidentsMoved.value++;
    return done;
  } catch (error) {
    toast(sentenceOf(error), 'failed');
    return false;
  }
}

/** Takes up an incident: nobody else is called about it. */
export function acknowledge(id: string, note = ''): Promise<boolean> {
  return deed(() => tell<DoneAnswer>(`incidents/${id}/ack`, note === '' ? {} : { note }));
}

/** What went wrong, for a person. */
export function sentenceOf(error: unknown): string {
  return error instanceof Refusal ? error.message : 'That did not work.';
}
