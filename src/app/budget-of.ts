import type { Route } from '../alerts/route.ts';
import { type GroupBy, subjectOf } from '../alerts/subject.ts';
import { USUAL_ALWAYS } from '../config/sections.ts';
import type { Incident } from '../core/incident.ts';
import { NO_TOPOLOGY, type TopologyView } from '../core/topology.ts';
import { Budget, type Decision } from '../incidents/budget.ts';
import type { Config } from './config.ts';
import { longestCooldown } from './routing.ts';

/** An incident with what becomes of it. */
export interface Decided {
  readonly incident: Incident;
  readonly decision: Decision;
  /** Id of the incident under whose page it is told; null when it is not. */
  readonly page: string | null;
}

/** What of a configuration decides who is interrupted when. */
export interface BudgetConfig {
  readonly budget: Config['budget'];
  readonly messages: { readonly cooldown: number; readonly group_by: readonly GroupBy[] };
  readonly routes?: Route | undefined;
}

/** Three a day, one matter an hour. */
export const USUAL_BUDGET: BudgetConfig = {
  budget: { rate: { count: 3, perMs: 86_400_000 }, teams: {}, always: [...USUAL_ALWAYS] },
  messages: { cooldown: 3_600_000, group_by: ['template', 'subject'] },
};

/** The budget as it is configured. Which team an incident is for, the topology says of its first host. */
export function budgetOf(
  { budget, messages, routes }: BudgetConfig,
  topology: TopologyView = NO_TOPOLOGY,
): Budget {
  return new Budget({
    rate: budget.rate,
    teams: new Map(Object.entries(budget.teams)),
    always: new Set<string>(budget.always),
    teamOf({ root, hosts }: Incident) {
      const host = root.about.host ?? hosts[0];
      return host === undefined ? undefined : topology.factsOf(host)?.team;
    },
    matterOf: ({ root }) => subjectOf(root, messages.group_by),
    cooldown: messages.cooldown,
    cooldownOf: (incident, now) => longestCooldown({ routes, topology }, incident, now),
  });
}
