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
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ key, name, href }) => (
        <a key={key} class="tab" href={href} {...(key === current ? { 'aria-current': 'page' } : {})}>
          {name}
        </a>
      ))}
    </nav>
  );
}
