import { useState } from 'preact/hooks';
import type { Timeline as TimelineAnswer } from '../../../../src/core/api-home.ts';
import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Problem } from '../../components/problem.tsx';
import { Timeline } from '../../components/timeline.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { period } from '../../moment.ts';
import { present } from '../../server-clock.ts';
import { zone } from '../../settings.ts';
import { between, type TimeRange } from '../../time-range.ts';

const MINUTE = 60_000;

/** Lines around an incident; dragging looks closer. */
export function Course({ detail: { card } }: { readonly detail: IncidentDetail }) {
  const began = card.from ?? card.opened;
  const whole = began === null ? null : around(began, card.state === 'open' ? null : (card.to ?? began));
  const [zoom, setZoom] = useState<TimeRange | null>(null);
  const range = zoom ?? whole;
  const { data, error, reload } = useApi<TimelineAnswer>(range === null ? null : 'timeline', {
    query: { buckets: 120 },
    ...(range === null ? {} : { range }),
  });
  if (began === null) return null;
  const words = range?.kind === 'between' ? period(range.from, range.to, zone.value) : '';
  return (
    <Card
      title="How it went"
      side={
        zoom === null ? (
          <span>drag to look closer</span>
        ) : (
          <button type="button" class="link" onClick={() => setZoom(null)}>
            show all
          </button>
        )
      }
    >
      {data !== null ? (
        <Timeline
          data={data}
          words={words}
          height={150}
          here={card.id}
          onZoom={(from, to) => setZoom(between(from, to))}
        />
      ) : error === null ? (
        <Waiting rows={4} />
      ) : (
        <Problem message={error.message} again={reload} />
      )}
    </Card>
  );
}

/** Some time before it and after it, so that the usual is seen beside it; to the minute, as it is an address. */
function around(from: number, to: number | null): TimeRange | null {
  const minute = Math.ceil(present() / MINUTE) * MINUTE;
  const end = to ?? minute;
  const room = Math.max(15 * MINUTE, (end - from) * 0.5);
  return between(from - room, Math.min(to === null ? end : end + room, Math.max(minute, end)));
}
