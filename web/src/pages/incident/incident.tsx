import { useEffect } from 'preact/hooks';
import type { IncidentDetail, IncidentPlots } from '../../../../src/core/api-incidents.ts';
import { useApi } from '../../api.ts';
import type { PageProps } from '../../app.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { incidentsMoved } from '../../pulse.ts';
import { href } from '../../router.ts';
import { Actions } from './actions.tsx';
import { Advice } from './advice.tsx';
import { Changes, Deeds, Notes, Similar } from './beside.tsx';
import { Course } from './course.tsx';
import { Head } from './head.tsx';
import { IncidentMap } from './map.tsx';
import { Offers } from './offers.tsx';
import { Plots } from './plots.tsx';
import { Story } from './story.tsx';

/** What is still going on is asked for again; what changes meanwhile is told over the stream. */
const EVERY = 30_000;

/** One matter: what, why, since when, where, and what to do. */
export default function Incident({ subject }: PageProps) {
  const path = `incidents/${encodeURIComponent(subject)}`;
  const { data, error, reload } = useApi<IncidentDetail>(path, { every: EVERY });
  const plots = useApi<IncidentPlots>(`${path}/plots`);
  const moved = incidentsMoved.value;
  useEffect(() => {
    if (moved > 0) reload();
  }, [moved, reload]);
  if (data === null) {
    return (
      <>
        <PageHead title="Incident" />
        {error === null ? (
          <Waiting what="the incident" rows={8} />
        ) : (
          <>
            <Problem message={error.message} again={reload} />
            <p>
              <a href={href('incidents')}>All incidents</a>
            </p>
          </>
        )}
      </>
    );
  }
  const told = new Set(data.steps.filter(({ figure }) => figure !== null).map(({ id }) => id));
  return (
    <div class="incident">
      <Head detail={data} />
      <Actions detail={data} changed={reload} />
      {error !== null && <Problem message={`What is shown may be old: ${error.message}`} again={reload} />}
      <div class="incident-columns">
        <div class="incident-main">
          <Advice analysis={data.analysis} headline={data.card.headline} />
          <Course detail={data} />
          <Story detail={data} />
          <Plots answer={plots.data} error={plots.error} told={told} />
        </div>
        <div class="incident-side">
          <IncidentMap detail={data} />
          <Changes detail={data} />
          <Similar detail={data} />
          <Offers detail={data} changed={reload} />
          <Notes detail={data} />
          <Deeds detail={data} />
        </div>
      </div>
    </div>
  );
}
