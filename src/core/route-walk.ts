/** Why a branch of the tree of routes took an incident, or did not. */
export interface RouteWalkStep {
  /** Names from the root. */
  readonly path: string;
  readonly depth: number;
  readonly taken: boolean;
  readonly because: string;
}

/** Where a message would go. */
export interface RouteWalkEnd {
  readonly path: string;
  /** Channels. */
  readonly receivers: readonly string[];
  readonly groupBy: readonly string[];
  /** Ms, as of a route; null for the usual. */
  readonly groupWait: number | null;
  readonly repeat: number | null;
  readonly cooldown: number | null;
  readonly escalate: readonly { readonly after: number; readonly to: readonly string[] }[];
}

/** The way of an incident through the tree of routes. */
export interface RouteWalk {
  readonly schemaVersion: 1;
  /** What is asked, a word for each thing that is known. */
  readonly subject: readonly string[];
  /** Epoch ms. */
  readonly at: number;
  readonly steps: readonly RouteWalkStep[];
  readonly destinations: readonly RouteWalkEnd[];
}
