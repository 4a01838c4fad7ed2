import { render } from 'preact';
import { App } from './app.tsx';
import { followKeys } from './keyboard.ts';
import { followLinks, ROOT } from './router.ts';
import { followClock } from './server-clock.ts';
import { followSettings } from './settings.ts';

// Its address is relative in the page, and would move with every step to another page.
document.querySelector('link[rel=icon]')?.setAttribute('href', `${ROOT}icon.svg`);
followSettings();
followClock();
followLinks();
followKeys();
render(<App />, document.getElementById('app')!);
