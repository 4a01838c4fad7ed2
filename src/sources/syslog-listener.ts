import type { LiveInputStatus } from '../core/live-source.ts';

/** One address that the source `syslog` listens on. */
export interface SyslogListener {
  /** Fails with LISTEN_FAILED. */
  open(): Promise<void>;
  /** Called every second. */
  tick(): void;
  status(): LiveInputStatus;
  /** Takes nothing more, and hands over everything taken. */
  close(): Promise<void>;
}
