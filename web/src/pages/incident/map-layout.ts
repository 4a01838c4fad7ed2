import type { IncidentMap, MapNode } from '../../../../src/core/api-incidents.ts';

/** Size of a host on the map, and the room between them, px. */
export const BOX = { width: 132, height: 44, across: 10, down: 36, within: 10 } as const;

/** Where a host stands; x and y of its upper left corner. */
export interface PlacedNode {
  readonly node: MapNode;
  readonly x: number;
  readonly y: number;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  /** Paths of the lines from what hangs on something to that. */
  readonly edges: readonly string[];
}

const ORDER = { upstream: 0, root: 1, symptom: 2, fellow: 3 } as const;

/**
 * Places hosts in rows, what others hang on above them; a row that is wider than `room` (px) goes on below. Within a row
 * the one it began with comes first, then those in trouble by time, then those that are well.
 */
export function mapLayout({ nodes, edges }: Pick<IncidentMap, 'nodes' | 'edges'>, room: number): MapLayout {
  const columns = Math.max(1, Math.floor((room + BOX.across) / (BOX.width + BOX.across)));
  const rows = new Map<number, MapNode[]>();
  for (const node of nodes) rows.set(node.row, [...(rows.get(node.row) ?? []), node]);
  const placed: PlacedNode[] = [];
  const widest = Math.min(columns, Math.max(1, ...[...rows.values()].map((row) => row.length)));
  const width = widest * (BOX.width + BOX.across) - BOX.across;
  let y = 0;
  for (const [, row] of [...rows].sort(([a], [b]) => a - b)) {
    const sorted = row.toSorted(
      (a, b) => ORDER[a.part] - ORDER[b.part] || (a.from ?? Infinity) - (b.from ?? Infinity) || 0,
    );
    for (let first = 0; first < sorted.length; first += columns) {
      const line = sorted.slice(first, first + columns);
      const left = (width - (line.length * (BOX.width + BOX.across) - BOX.across)) / 2;
      line.forEach((node, i) => {
        placed.push({ node, x: left + i * (BOX.width + BOX.across), y });
      });
      y += BOX.height + BOX.within;
    }
    y += BOX.down - BOX.within;
  }
  const at = new Map(placed.map((one) => [one.node.host, one]));
  const paths = edges.flatMap(({ from, to }) => {
    const [below, above] = [at.get(from), at.get(to)];
    return below === undefined || above === undefined || above.y >= below.y ? [] : [edge(below, above)];
  });
  return { width, height: Math.max(0, y - BOX.down), nodes: placed, edges: paths };
}

function edge(below: PlacedNode, above: PlacedNode): string {
  const [x1, y1] = [below.x + BOX.width / 2, below.y];
  const [x2, y2] = [above.x + BOX.width / 2, above.y + BOX.height];
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
