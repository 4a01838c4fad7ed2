import { useEffect, useRef } from 'preact/hooks';

interface Tab {
  readonly key: string;
  readonly name: string;
  readonly href: string;
}

/** Parts of a page, each with an address of its own. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
}) {
  const row = useRef<HTMLElement>(null);
  // Where there is little room the chosen one may lie beyond the edge.
  useEffect(() => {
    const [box, chosen] = [row.current, row.current?.querySelector<HTMLElement>('[aria-current]')];
    if (box && chosen) box.scrollLeft = chosen.offsetLeft - (box.clientWidth - chosen.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={row} class="tabs" aria-label={label}>
      {tabs.map(({ key, name, href }) => (
        <a key={key} class="tab" href={href} {...(key === current ? { 'aria-current': 'page' } : {})}>
          {name}
        </a>
      ))}
    </nav>
  );
}
