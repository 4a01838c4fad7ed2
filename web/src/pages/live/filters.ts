/** What of the stream is shown; empty and null show all. Lists are written with commas. */
export interface LiveFilters {
  readonly text: string;
  readonly host: string;
  readonly app: string;
  /** At least as bad: 0–7. */
  readonly severity: number | null;
  /** Ids of kinds of line. */
  readonly template: string;
  /** Something at least so surprising was remarked. */
  readonly surprise: number | null;
  readonly onlyNew: boolean;
}

/** Filters of an address; what makes no sense is none. */
export function filtersOf(query: URLSearchParams): LiveFilters {
  return {
    text: (query.get('text') ?? '').slice(0, 200),
    host: query.get('host') ?? '',
    app: query.get('app') ?? '',
    severity: numberIn(query.get('severity'), { least: 0, most: 7, whole: true }),
    template: (query.get('template') ?? '').replace(/[^0-9a-f,]/g, ''),
    surprise: numberIn(query.get('surprise'), { least: 0, most: 10, whole: false }),
    onlyNew: query.get('new') === '1',
  };
}

/** The same as the stream is asked. `rate` is lines a second at most. */
export function streamQuery(
  filters: LiveFilters,
  rate: number,
): { readonly [key: string]: string | number | null } {
  return {
    text: filters.text.trim(),
    host: tidyList(filters.host),
    app: tidyList(filters.app),
    severity: filters.severity,
    template: filters.template,
    surprise: filters.surprise,
    only_new: filters.onlyNew ? 'true' : null,
    rate,
  };
}

/** Whether anything is left out. */
export function filtersAnything(filters: LiveFilters): boolean {
  return filters.text.trim() !== '' || narrowedBy(filters) > 0;
}

/** How many filters beside the text are set. */
export function narrowedBy({ host, app, severity, template, surprise, onlyNew }: LiveFilters): number {
  const set = [
    host.trim() !== '',
    app.trim() !== '',
    severity !== null,
    template !== '',
    surprise !== null,
    onlyNew,
  ];
  return set.filter(Boolean).length;
}

function tidyList(text: string): string {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').join(',');
}

function numberIn(
  text: string | null,
  { least, most, whole }: { least: number; most: number; whole: boolean },
): number | null {
  if (text === null || text === '') return null;
  const value = Number(text);
  return value >= least && value <= most && (!whole || Number.isInteger(value)) ? value : null;
}
