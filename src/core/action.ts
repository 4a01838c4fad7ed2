/** A value of a playbook that was taken from an incident, and the line that shows it. */
export interface ActionValue {
  readonly name: string;
  readonly kind: string;
  readonly value: string;
  /** A line of the log in which it stands; empty where it is no value of a line. */
  readonly shown: string;
}

/** What a playbook would do about an incident: a program with its arguments, each for itself. */
export interface ActionPlan {
  /** Hash of incident, playbook and command: another command is another action, and wants another word. */
  readonly id: string;
  readonly incident: string;
  readonly playbook: string;
  /** One line: what it does. */
  readonly describe: string;
  readonly argv: readonly string[];
  /** What takes it back; null when nothing does. */
  readonly undo: readonly string[] | null;
  readonly values: readonly ActionValue[];
  /** Nothing is run: it is only noted what would have been. */
  readonly dryRun: boolean;
  /** Ms. */
  readonly timeout: number;
}

/**
 * `offered` waits for a person, `approved` for its turn. `lapsed`: its turn did not come in time. `refused`: what was
 * approved is not what the configuration says any more. `unknown`: it was begun, and logsift ended before it did.
 */
export type ActionState =
  | 'offered'
  | 'approved'
  | 'running'
  | 'done'
  | 'failed'
  | 'dry'
  | 'lapsed'
  | 'refused'
  | 'unknown';

/** An action as it is kept. */
export interface Action extends ActionPlan {
  readonly state: ActionState;
  /** Id of the action that this one takes back; null for one of a playbook. */
  readonly takesBack: string | null;
  /** Who asked for it; empty while nobody has. */
  readonly by: string;
  /** Epoch ms of its last change. */
  readonly at: number;
  /** How it ended, in words, and the beginning of what it wrote. */
  readonly outcome: string;
  readonly output: string;
}

/** One row of what was done about actions; never changed. */
export interface ActionNote {
  /** Epoch ms. */
  readonly at: number;
  readonly action: string;
  readonly state: ActionState;
  readonly by: string;
  readonly detail: string;
}
