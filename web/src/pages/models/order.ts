import type { OrderAnswer } from '../../../../src/core/api-models.ts';
import { Refusal, tell } from '../../api.ts';
import { toast } from '../../components/toast.tsx';

/** Asks something of the models, and says what came of it. */
export async function ask(path: 'models/retrain' | 'models/rollback', body: object): Promise<void> {
  try {
    const { words } = await tell<OrderAnswer>(path, body);
    toast(`${words}.`);
  } catch (error) {
    toast(error instanceof Refusal ? error.message : 'That did not work.', 'failed');
  }
}
