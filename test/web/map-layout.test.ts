import { describe, expect, it } from 'vitest';
import { BOX, mapLayout } from '../../web/src/pages/incident/map-layout.ts';
import { madeDetail } from './made-incident.ts';

const { map } = madeDetail();

describe('mapLayout', () => {
  it('puts what others hang on above them, in a row or several as there is room', () => {
    for (const room of [10, 300, 420, 2000]) {
      const { nodes, width } = mapLayout(map, room);
      const y = (host: string) => nodes.find(({ node }) => node.host === host)!.y;
      expect(nodes).toHaveLength(map.nodes.length);
      for (const { from, to } of map.edges) expect(y(to)).toBeLessThan(y(from));
      expect(width).toBeLessThanOrEqual(Math.max(room, BOX.width));
    }
  });

  it('lets no two hosts overlap, and stays within its size', () => {
    const { nodes, width, height } = mapLayout(map, 300);
    for (const a of nodes) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + BOX.width).toBeLessThanOrEqual(width);
      expect(a.y + BOX.height).toBeLessThanOrEqual(height);
      for (const b of nodes)
        if (a !== b) expect(Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height).toBe(true);
    }
  });

  it('draws no line to a host that is left out, and none in a circle', () => {
    const [first, second] = map.nodes;
    const edges = [
      { from: first!.host, to: 'elsewhere' },
      { from: first!.host, to: first!.host },
    ];
    expect(mapLayout({ nodes: [first!, second!], edges }, 400).edges).toEqual([]);
    expect(mapLayout({ nodes: [], edges: [] }, 400).nodes).toEqual([]);
  });
});
