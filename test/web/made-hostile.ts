/** Texts that somebody might log in the hope that a page runs them. */
export const NAUGHTY = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '<svg onload="window.pwned=1"><use href="data:image/svg+xml,x#y"/></svg>',
  'javascript:window.pwned=1',
  '"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '</title></style></textarea><script>window.pwned=1</script>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '\u202egnp.exe\u0000\u001b[2J\u001b]0;owned\u0007 \u200b\ufeff',
  '__proto__',
  `${'A'.repeat(5000)}`,
];

const STRANGE =
  'script:not([src]), iframe, object, embed, img, use, base, [onerror], [onload], [style*="url"]';
/** What a page has drawn that it must not draw; to be evaluated in it. */
export const LOOK = `({
  strange: document.querySelectorAll('${STRANGE}').length,
  links: [...document.querySelectorAll('a')].map((a) => a.protocol ?? new URL(a.href.baseVal, location).protocol),
  wide: document.documentElement.scrollWidth - innerWidth,
})`;

/** What `LOOK` finds. */
export interface Drawn {
  /** Elements that could run something. */
  readonly strange: number;
  /** Protocols of all links. */
  readonly links: readonly string[];
  /** Px by which the page is wider than the screen. */
  readonly wide: number;
}
