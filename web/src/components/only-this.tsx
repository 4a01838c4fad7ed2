import { setQuery } from '../router.ts';

interface OnlyThisProps {
  readonly host: string | null;
  readonly app: string | null;
  readonly template: string | null;
}

/** Buttons that narrow the page to what a line is of. */
export function OnlyThis({ host, app, template }: OnlyThisProps) {
  return (
    <>
      {host !== null && (
        <button type="button" class="button" onClick={() => setQuery({ host })}>
          Only this host
        </button>
      )}
      {app !== null && (
        <button type="button" class="button" onClick={() => setQuery({ app })}>
          Only this program
        </button>
      )}
      {template !== null && (
        <button type="button" class="button" onClick={() => setQuery({ template })}>
          Only this kind
        </button>
      )}
    </>
  );
}
