/** How sure something is said. */
export type Confidence = 'low' | 'medium' | 'high';

/** When somebody should look. */
export type AnalysisUrgency = 'now' | 'today' | 'later';

/** Something a person may do. It is text: nothing runs it. */
export interface AdvisedAction {
  readonly what: string;
  readonly reason: string;
  /** A command as text, where one is known. */
  readonly command?: string;
}

/** An incident explained, by a model or by logsift itself; both fill the same fields. All of it is plain text. */
export interface Analysis {
  /** Id of the incident. */
  readonly incident: string;
  readonly by:
    | { readonly kind: 'logsift' }
    | {
        readonly kind: 'model';
        readonly provider: string;
        readonly model: string;
        /** Version of the prompt. */
        readonly prompt: string;
      };
  /** Epoch ms. */
  readonly at: number;
  /** One line, at most 120 characters. */
  readonly headline: string;
  /** What is happening, two or three sentences. */
  readonly happening: string;
  readonly cause: { readonly text: string; readonly confidence: Confidence } | null;
  readonly urgency: AnalysisUrgency;
  /** Five at most. */
  readonly actions: readonly AdvisedAction[];
  /** Ids of the findings it rests on; at least one. */
  readonly findings: readonly string[];
  /** What it is unsure of. */
  readonly unsure: readonly string[];
  /** What it cost; absent where nothing was asked. Money in US dollars, null where no price is known. */
  readonly spent?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly money: number | null;
  };
}
