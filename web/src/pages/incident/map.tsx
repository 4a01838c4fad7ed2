import { useEffect, useRef, useState } from 'preact/hooks';
import type { IncidentDetail, MapNode } from '../../../../src/core/api-incidents.ts';
import { Card } from '../../components/card.tsx';
import { href } from '../../router.ts';
import { brief, grouped } from '../../words.ts';
import { BOX, mapLayout } from './map-layout.ts';

/** Of a name that is longer only the ends are drawn; the whole stands in the tooltip. */
const MOST_LETTERS = 15;

/** What hangs on what among the hosts of an incident: where it began, what fell with it, what is well beside it. */
export function IncidentMap({ detail: { map, card } }: { readonly detail: IncidentDetail }) {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(420);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 420));
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  // A single host that hangs on nothing is named above already.
  if (map.nodes.length < 2) return null;
  const { width, height, nodes, edges } = mapLayout(map, room);
  const more = [
    map.moreHosts > 0 ? `${grouped(map.moreHosts)} more in trouble` : null,
    map.moreFellows > 0 ? `${grouped(map.moreFellows)} more that are well` : null,
  ].filter((part) => part !== null);
  return (
    <Card title="Where" side={map.known ? card.place : 'nothing is known of what hangs on what'}>
      <div class="map" ref={box}>
        <svg
          class="map-drawing"
          viewBox={`-2 -2 ${width + 4} ${height + 4}`}
          width={width + 4}
          height={height + 4}
        >
          <title>Map of the hosts</title>
          {edges.map((path) => (
            <path key={path} class="map-edge" d={path} />
          ))}
          {nodes.map(({ node, x, y }) => (
            <Host key={node.host} node={node} x={x} y={y} began={card.from} />
          ))}
        </svg>
      </div>
      {more.length > 0 && <p class="muted small map-more">{more.join(', ')} not drawn</p>}
    </Card>
  );
}

interface HostProps {
  readonly node: MapNode;
  readonly x: number;
  readonly y: number;
  readonly began: number | null;
}

function Host({ node, x, y, began }: HostProps) {
  const { host, part, role, place } = node;
  const name = host.length > MOST_LETTERS ? `${host.slice(0, 8)}…${host.slice(-6)}` : host;
  const how = howWords(node, began);
  const about = [host, role, place, how].filter((one) => one !== null).join(', ');
  return (
    <a href={href('host', host)}>
      <title>{about}</title>
      <g class={`map-node map-${part}`} transform={`translate(${x} ${y})`}>
        <rect width={BOX.width} height={BOX.height} rx={part === 'root' ? 12 : 6} />
        <path class="map-shape" d={SHAPES[part]} transform="translate(9 14)" />
        <text class="map-name" x="32" y="19">
          {name}
        </text>
        <text class="map-how" x="32" y="35">
          {how}
        </text>
      </g>
    </a>
  );
}

const SHAPES = {
  root: 'M5.200 1.500h5.600L14.500 5.200v5.600L10.800 14.500H5.200L1.500 10.800V5.200z',
  symptom: 'M8 1.800 14.800 14H1.200z',
  upstream: 'M2 5h12v6H2z',
  fellow: 'M3 8.500 6.500 12 13 4.500',
} as const;

function howWords({ part, from, role }: MapNode, began: number | null): string {
  if (part === 'root') return 'began here';
  if (part === 'fellow') return 'is well';
  if (part === 'upstream') return role ?? 'above them';
  if (from === null || began === null) return 'in trouble';
  return from - began < 1000 ? 'at once' : `${brief(from - began)} later`;
}
