import {
  type LiveLine,
  type LiveLines,
  type LiveQuery,
  liveFinding,
  liveIncident,
  liveLines,
  liveQuery,
  liveStatus,
} from '../core/api-live.ts';
import { fitsGlob } from '../kit/glob.ts';
import { defineStream, type Stream } from './route.ts';

/** Batches of lines that come in a second; see `app/web/feed.ts`. */
const BATCHES = 4;

/** What comes live. Pausing is the page's; what was missed comes again by Last-Event-ID. */
export function liveStreams(): Stream[] {
  return [
    defineStream({
      ...{ path: '/live', role: 'viewer', query: liveQuery },
      describe:
        'Lines as they come, a sample where there are too many, with findings, incidents and a sign of life.',
      events: { lines: liveLines, finding: liveFinding, incident: liveIncident, status: liveStatus },
      topics: ({ lines }) => [...(lines === 'false' ? [] : ['lines']), 'finding', 'incident', 'status'],
      pick(query) {
        const pick = linesFor(query);
        return (topic, data) => (topic === 'lines' ? pick(data as LiveLines) : data);
      },
    }),
  ];
}

/** What one who looks gets of a batch: the lines that fit, as many as were asked for. */
export function linesFor(query: LiveQuery): (batch: LiveLines) => LiveLines {
  const fits = fitting(query);
  const most = Math.max(1, Math.ceil(query.rate / BATCHES));
  return (batch) => {
    const wanted = batch.lines.filter(fits);
    const lines = wanted.length > most ? thinned(wanted, most) : wanted;
    if (lines.length === batch.lines.length) return batch;
    const left = wanted.length - lines.length;
    return {
      ...{ lines, came: batch.came, filtered: batch.lines.length - wanted.length },
      sampled: batch.sampled + left,
      oneIn:
        left === 0 ? batch.oneIn : Math.max(batch.oneIn, Math.round((batch.oneIn * wanted.length) / most)),
    };
  };
}

function fitting(query: LiveQuery): (line: LiveLine) => boolean {
  const { host = [], app = [], template = [], severity, surprise } = query;
  const text = query.text?.toLowerCase();
  const some = (wanted: readonly string[], value: string | null) =>
    wanted.length === 0 || (value !== null && wanted.some((one) => fitsGlob(value, one)));
  return (line) =>
    some(host, line.host) &&
    some(app, line.app) &&
    (template.length === 0 || (line.template !== null && template.includes(line.template))) &&
    (severity === undefined || (line.severity !== null && line.severity <= severity)) &&
    (surprise === undefined || (line.remark !== null && line.remark.surprise.value >= surprise)) &&
    (query.only_new !== 'true' || line.first !== null) &&
    (text === undefined || line.text.toLowerCase().includes(text));
}

/** Evenly chosen, but what was remarked upon first. */
function thinned(lines: readonly LiveLine[], most: number): LiveLine[] {
  const remarked = lines.filter(({ remark, first }) => remark !== null || first !== null).length;
  const room = Math.max(0, most - remarked);
  const others = lines.length - remarked;
  let seen = 0;
  let kept = most;
  return lines.filter((line) => {
    if (line.remark !== null || line.first !== null) return kept-- > 0;
    const before = Math.floor((seen * room) / Math.max(1, others));
    seen++;
    return Math.floor((seen * room) / Math.max(1, others)) > before && kept-- > 0;
  });
}
