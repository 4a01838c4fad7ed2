import type { ScanResult, TemplateSummary } from '../core/scan-result.ts';
import { summarise } from '../templates/summary.ts';
import { eachEvent } from './each-event.ts';
import { Engine } from './engine.ts';
import { wanted } from './filter-events.ts';
import { marksOf } from './filter-report.ts';
import { account, type InputOptions, openInputs, openSources, totalsOf } from './inputs.ts';
import { notesOf } from './scan-notes.ts';

/** The kinds of lines in some logs, and what was read. */
export interface TemplateList {
  readonly templates: readonly TemplateSummary[];
  readonly result: Pick<ScanResult, 'read' | 'unread' | 'totals' | 'notes'>;
}

/** Reads logs to their end and lists their kinds of lines. Rejects like `scan`. */
export async function listTemplates(options: InputOptions): Promise<TemplateList> {
  const started = performance.now();
  const { sources, unread: unopened } = await openSources(options);
  const engine = new Engine({ phase: { learning: true, reporting: false, segment: -1 }, detectors: [] });
  const inputs = openInputs(sources, options);
  const isWanted = wanted(options);
  let filtered = 0;
  try {
    await eachEvent(inputs, {
      order: 'time',
      signal: options.signal,
      visit: (event) => {
        if (isWanted(event)) engine.observe(event);
        else filtered++;
      },
    });
  } finally {
    for (const source of sources) await source.close();
  }
  const { read, unread, notes } = account(inputs, unopened);
  const templates = summarise(engine.miner.templates(), engine.events);
  const seconds = (performance.now() - started) / 1000;
  return {
    templates,
    result: {
      read: read.map((input) => input.report()),
      unread,
      totals: totalsOf(read, { ...marksOf(engine.filter), filtered, templates: templates.length, seconds }),
      notes: [...notes, ...notesOf(engine, read)],
    },
  };
}
