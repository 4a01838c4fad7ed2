/** Every error a person can meet: what it is, whether trying again can help, and the exit code it leads to. */
export const ERRORS = {
  USAGE: { exit: 2, retryable: false },
  INPUT_NOT_FOUND: { exit: 3, retryable: false },
  INPUT_UNREADABLE: { exit: 3, retryable: false },
  INPUT_BINARY: { exit: 3, retryable: false },
  INPUT_CORRUPT: { exit: 3, retryable: false },
  INPUT_TOOL_MISSING: { exit: 3, retryable: false },
  INPUT_BOMB: { exit: 3, retryable: false },
  NOTHING_READ: { exit: 3, retryable: false },
  UNKNOWN_FORMAT: { exit: 2, retryable: false },
  CONFIG_INVALID: { exit: 2, retryable: false },
  RULES_INVALID: { exit: 2, retryable: false },
  SPOOL_FULL: { exit: 3, retryable: false },
  STATE_INVALID: { exit: 2, retryable: false },
  STATE_FILE: { exit: 2, retryable: false },
  STATE_LOCKED: { exit: 2, retryable: true },
  STATE_NEWER: { exit: 2, retryable: false },
  BUS_INVALID: { exit: 2, retryable: false },
  BUS_AWAY: { exit: 3, retryable: true },
  BUS_CLOSED: { exit: 3, retryable: true },
  MESSAGE_INVALID: { exit: 3, retryable: false },
  BACKUP_INVALID: { exit: 2, retryable: false },
  NOT_RUNNING: { exit: 3, retryable: true },
  NO_BROWSER: { exit: 3, retryable: false },
  FRAME_LENGTH: { exit: 3, retryable: false },
  LISTEN_FAILED: { exit: 2, retryable: false },
  MIBS_INVALID: { exit: 2, retryable: false },
  TLS_INVALID: { exit: 2, retryable: false },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/**
 * An error of the catalogue. The message says what was wanted, what came, where, and how to mend it, in words a
 * person can act on.
 */
export class LogsiftError extends Error {
  readonly code: ErrorCode;

  /** One line for each thing that is wrong, where it is more than one; the message has the first. */
  readonly details: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown; details?: readonly string[] | undefined },
  ) {
    super(message, options);
    this.name = 'LogsiftError';
    this.code = code;
    this.details = options?.details ?? [];
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  get exitCode(): number {
    return ERRORS[this.code].exit;
  }
}
