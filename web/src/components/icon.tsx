/** Drawings on a grid of 16, strokes only. */
const DRAWINGS = {
  home: 'M2.5 7.5 8 3l5.5 4.5V13a.5.5 0 0 1-.5.5H9.5V10h-3v3.5H3a.5.5 0 0 1-.5-.5z',
  incidents: 'M8 2.5 14 13H2zM8 6.5v3M8 11.3v.2',
  live: 'M2 8h3l2-4.5 2.5 9L11 8h3',
  explore: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14',
  compare: 'M5 3v10M11 3v10M5 6H2.5M5 10H2.5M11 6h2.5M11 10h2.5',
  models: 'M2.5 12.5c2-8 4-8 5.5-4s3.5 4 5.5-4',
  review: 'M3 4.5 4.2 5.7 6.5 3.2M3 11l1.2 1.2 2.3-2.5M9 5h4.5M9 11h4.5',
  filter: 'M2.5 3h11L9.5 8.2v4.3L6.5 14V8.2z',
  settings: 'M2.5 5h5M11.5 5h2M2.5 11h2M8.5 11h5M9.5 3.2v3.6M6.5 9.2v3.6',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  help: 'M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M8 11.8v.2M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  check: 'M3 8.5 6.5 12 13 4.5',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.8 14.3h2.4',
  mute: 'M4 11V7a4 4 0 0 1 6.5-3.1M12 7v4l1.2 1.5H5M6.8 14.3h2.4M2.5 2.5l11 11',
  copy: 'M6 6h7.5v7.5H6zM3.5 10H2.5V2.5H10v1',
  clock: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.5V8l2.5 1.7',
  back: 'M10 3 5 8l5 5',
  forward: 'M6 3l5 5-5 5',
  wider: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14M5 7h4',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5 12 8l-7 4.5z',
  down: 'M3.5 6 8 10.5 12.5 6',
  flag: 'M4 14V2.5h8L9.8 5.5 12 8.5H4',
  ticket: 'M2.5 4.5h11v2.2a1.4 1.4 0 0 0 0 2.6v2.2h-11V9.3a1.4 1.4 0 0 0 0-2.6zM9.5 5v6',
  wrench: 'M13.5 4.5a3.5 3.5 0 0 1-4.8 3.9L4 13.1 2.9 12l4.7-4.7a3.5 3.5 0 0 1 3.9-4.8L9.4 4.6l2 2z',
  user: 'M8 8.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.8 14c.4-3 2.4-4.2 5.2-4.2s4.8 1.2 5.2 4.2',
  calm: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5 8.5 7.2 10.7 11.2 6',
  learning: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5 9.5c1-3 2-3 3-1.5s2 1.500 3-1.500',
  absent: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5.5 5.5l5 5M10.500 5.500l-5 5',
} as const;
export type IconName = keyof typeof DRAWINGS;

/** A small drawing; it says nothing that words beside it do not. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
