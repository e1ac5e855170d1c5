import { mount } from 'svelte';
import './theme.css';
import './base.css';
import App from './App.svelte';
import { app } from './state/app.svelte.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
await app.begin();
mount(App, { target });
