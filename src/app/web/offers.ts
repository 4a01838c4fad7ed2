import type { Action, ActionPlan } from '../../core/action.ts';
import type { IncidentDetail, Offer } from '../../core/api-incidents.ts';
import type { Incident } from '../../core/incident.ts';
import { Playbooks } from '../playbooks.ts';
import type { WebParts } from './parts.ts';

const MOST_ACTIONS = 100;
/** How an action must stand to be asked for (again), and to be taken back; see `ActionStore`. */
const CAN_APPROVE = new Set<Action['state']>(['offered', 'failed', 'dry', 'lapsed', 'refused']);
const CAN_UNDO = new Set<Action['state']>(['done', 'failed', 'unknown']);

/** What can be done about an incident and was, and why what is meant cannot be. */
export function offersOf(
  { config, store }: Pick<WebParts, 'config' | 'store'>,
  incident: Incident,
): Pick<IncidentDetail, 'offers' | 'refused'> {
  const kept = new Map(
    [incident.id, ...incident.aliases].flatMap((id) =>
      store.actions.list({ incident: id, limit: MOST_ACTIONS }).map((action) => [action.id, action] as const),
    ),
  );
  const answers = new Playbooks(config).answers(incident);
  const plans = answers.flatMap(({ planned }) => (planned?.ok === true ? [planned.plan] : []));
  const now = plans.map((plan) => offerOf(kept.get(plan.id) ?? plan, { current: true }));
  const current = new Set(plans.map(({ id }) => id));
  // What was asked for stays to be seen, though it would not be offered any more; what was only offered does not.
  const before = [...kept.values()]
    .filter(({ id, state }) => !current.has(id) && state !== 'offered')
    .map((action) => offerOf(action, { current: false }));
  const refused = answers.flatMap(({ playbook, planned }) =>
    planned?.ok === false ? [{ playbook: playbook.name, because: planned.because }] : [],
  );
  return { offers: [...now, ...before], refused };
}

function offerOf(plan: ActionPlan | Action, { current }: { readonly current: boolean }): Offer {
  const { id, playbook, describe, argv, undo, values, dryRun } = plan;
  const action = 'state' in plan ? plan : null;
  const state = action?.state ?? 'offered';
  return {
    ...{ id, playbook, describe, argv: [...argv], undo: undo === null ? null : [...undo], dryRun, state },
    values: values.map(({ name, value, shown }) => ({ name, value, shown })),
    by: action === null || action.by === '' ? null : action.by,
    at: action === null || state === 'offered' ? null : action.at,
    ...{ outcome: action?.outcome ?? '', output: action?.output ?? '' },
    canApprove: current && CAN_APPROVE.has(state),
    canUndo: undo !== null && (action?.takesBack ?? null) === null && CAN_UNDO.has(state),
  };
}
