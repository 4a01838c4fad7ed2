import { signal } from '@preact/signals';

const query = matchMedia('(max-width: 720px)');

/** Whether there is so little room that rows take two lines. */
export const narrow = signal(query.matches);

query.addEventListener('change', () => {
  narrow.value = query.matches;
});
