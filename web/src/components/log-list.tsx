import { useRef } from 'preact/hooks';
import { clock, nearMoment } from '../moment.ts';
import { now } from '../server-clock.ts';
import { zone } from '../settings.ts';
import { LineView } from './line-view.tsx';
import { messageStart } from './message-start.ts';
import { narrow } from './narrow.ts';
import { Severity } from './severity.tsx';
import { UrgencyMark, type UrgencyWord } from './urgency-mark.tsx';
import { VirtualList } from './virtual-list.tsx';
import type { Stretch } from './visible-text.ts';

/** A line in a list. */
export interface LogLine {
  readonly id: string;
  /** Epoch ms; null where nobody knows. */
  readonly at: number | null;
  readonly host: string | null;
  readonly app: string | null;
  readonly severity: number | null;
  readonly text: string;
  readonly marked?: readonly Stretch[];
  /** Something was remarked upon. */
  readonly urgency?: UrgencyWord | null;
  /** What had not been seen before, in a few words. */
  readonly first?: string | null;
}

interface LogListProps<Line extends LogLine> {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly words?: readonly string[];
  /** Id of the line that is looked at. */
  readonly selected: string | null;
  readonly onSelect: (line: Line) => void;
  /** With the date, for lines of more than a day. */
  readonly dated?: boolean;
  readonly follow?: boolean;
  readonly onLeaveEnd?: () => void;
  readonly onNearEnd?: () => void;
}

const ROW = 24;
const ROW_NARROW = 46;
const NO_WORDS: readonly string[] = [];

/** Lines of logs, a row each, in columns; on narrow screens two rows. */
export function LogList<Line extends LogLine>({
  lines,
  selected,
  onSelect,
  words,
  dated,
  ...list
}: LogListProps<Line>) {
  // Looked up anew only when it changes: lists are drawn many times a second.
  const found = useRef({ id: '', index: -1 });
  const index = selected === null ? -1 : indexOf(lines, selected, found.current);
  return (
    <VirtualList
      {...list}
      count={lines.length}
      rowHeight={narrow.value ? ROW_NARROW : ROW}
      keyOf={(at) => lines[at]!.id}
      row={(at) => <Row line={lines[at]!} words={words ?? NO_WORDS} dated={dated ?? false} />}
      rowClass={(at) => rowClass(lines[at]!)}
      selected={index}
      onSelect={(at) => onSelect(lines[at]!)}
    />
  );
}

function indexOf(lines: readonly LogLine[], id: string, known: { id: string; index: number }): number {
  if (known.id !== id || lines[known.index]?.id !== id) {
    known.id = id;
    known.index = lines.findIndex((line) => line.id === id);
  }
  return known.index;
}

function rowClass({ urgency, severity }: LogLine): string {
  if (urgency != null) return `log log-${urgency}`;
  return severity !== null && severity <= 3 ? 'log log-bad' : 'log';
}

interface RowProps {
  readonly line: LogLine;
  readonly words: readonly string[];
  readonly dated: boolean;
}

function Row({ line, words, dated }: RowProps) {
  const start = messageStart(line.text, line.app);
  const marked = (line.marked ?? []).map((one) => ({ start: one.start - start, end: one.end - start }));
  return (
    <>
      <span class="log-mark">{line.urgency != null && <UrgencyMark urgency={line.urgency} bare />}</span>
      <span class="log-time">
        {line.at === null
          ? '–'
          : dated
            ? nearMoment(line.at, now.value, zone.value)
            : clock(line.at, zone.value)}
      </span>
      <span class="log-severity">
        <Severity severity={line.severity} />
      </span>
      <span class="log-host">{line.host ?? ''}</span>
      <span class="log-app">{line.app ?? ''}</span>
      <span class="log-text">
        {line.first != null && <span class="tag log-new">new</span>}
        <LineView text={line.text.slice(start)} marked={marked} words={words} oneRow />
      </span>
    </>
  );
}
