import { hasJournal } from './journalctl.ts';

/** What to scan when nothing was named: the journal if there is one, else the folder where logs lie. */
export async function machineInputs(): Promise<string[]> {
  return (await hasJournal()) ? ['journal'] : ['/var/log'];
}
