/** Holds a place until something is there; is not seen for the first moments. */
export function Waiting({ what = '', rows = 3 }: { readonly what?: string; readonly rows?: number }) {
  return (
    <div class="waiting" role="status">
      <span class="visually-hidden">{what === '' ? 'Loading' : `Loading ${what}`}</span>
      {Array.from({ length: rows }, (_, i) => (
        <span key={i} class="waiting-bar" />
      ))}
    </div>
  );
}
