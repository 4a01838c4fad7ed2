import { sparkArea, sparkPath, sparkWords } from './spark-path.ts';

interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** What is drawn: `lines per hour`. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** A line without axes, as large as a word. */
export function Sparkline({ values, label, width = 120, height = 24 }: SparklineProps) {
  const box = { width, height };
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`${label}: ${sparkWords(values)}`}
      preserveAspectRatio="none"
    >
      <path class="spark-area" d={sparkArea(values, box)} />
      <path class="spark-line" d={sparkPath(values, box)} />
    </svg>
  );
}
