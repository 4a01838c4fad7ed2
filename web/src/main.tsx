import { render } from 'preact';
import { App } from './app.tsx';
import { followKeys } from './keyboard.ts';
import { followLinks } from './router.ts';
import { followSettings } from './settings.ts';

followSettings();
followLinks();
followKeys();
render(<App />, document.getElementById('app')!);
