/** A request of monitoring, or of whoever tells something, as the thread that listens hands it to the engine's. */
export interface MonitorRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  /** Address of the other end; empty where it is behind a proxy, or unknown. */
  readonly remote: string;
  /** Of a POST; null where it was longer than `MOST_MONITOR_BYTES`. */
  readonly body: string | null;
}

/** What it is answered. */
export interface MonitorAnswer {
  readonly code: number;
  readonly text: string;
  /** Plain text where absent. */
  readonly type?: string;
  readonly headers?: { readonly [name: string]: string };
}

/** Bytes that a POST may have. */
export const MOST_MONITOR_BYTES = 65_536;
