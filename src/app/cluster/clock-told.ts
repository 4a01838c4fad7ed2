import type { Notice } from '../../core/notice.ts';

export interface OffClock {
  /** The node whose clock it is. */
  readonly of: string;
  /** Ms by which the broker's clock is ahead of it; 0 where they agree. */
  readonly ahead: number;
  /** What becomes of its times. */
  readonly remedy: string;
  /** Epoch ms. */
  readonly time: number;
}

/** Says that a node's clock is off, or that it is right again. */
export function clockTold({ of, ahead, remedy, time }: OffClock): Notice {
  const about = `clock:${of}`;
  if (ahead === 0) return { kind: 'recovered', about, text: `the clock of ${of} is right again`, time };
  const by = `${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'behind' : 'ahead of'} that of the bus`;
  return { kind: 'trouble', about, text: `the clock of ${of} is ${by}: ${remedy}; let it follow NTP`, time };
}
