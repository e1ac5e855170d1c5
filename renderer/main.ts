import { mount } from 'svelte';
import '@fontsource-variable/hanken-grotesk/wght.css';
import './theme.css';
import './base.css';
import App from './App.svelte';
import { app } from './state/app.svelte.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
// Text that changed its width after the first picture would make everything jump.
await Promise.all([app.begin(), document.fonts.load('16px "Hanken Grotesk Variable"')]);
mount(App, { target });
