import type { MailReport } from '../core/mail-report.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { Calendar } from '../mailstats/calendar.ts';
import { savedDays } from '../mailstats/counts.ts';
import { mailReport } from '../mailstats/mail-report.ts';
import type { StoreView } from '../store/store.ts';
import { MAIL, mailChunk } from './live-state.ts';

/** Names listed of each kind. */
const TOP = 10;

/**
 * What the daemon counted of mail on the days that a time (epoch ms) touches, whole days of the zone; null where
 * there was no mail. Throws STATE_INVALID.
 */
export function storedMail(
  { snapshots }: Pick<StoreView, 'snapshots'>,
  {
    from,
    to,
    timeZone,
  }: { readonly from: number; readonly to: number; readonly timeZone?: string | undefined },
): MailReport | null {
  const open = snapshots.piece(MAIL);
  if (open === null) return null;
  const dayOf = (time: number) => {
    const calendar = new Calendar(timeZone);
    calendar.at(time);
    return calendar.day;
  };
  try {
    const days = savedDays(open, (day) => snapshots.piece(mailChunk(day)));
    return mailReport(days, { from: dayOf(from), to: dayOf(to - 1) }, TOP);
  } catch (error) {
    throw stateInvalid(`snapshot, chunk ${MAIL}`, error as Error);
  }
}
