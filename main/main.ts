import { fileURLToPath } from 'node:url';
import { app, nativeTheme, session, type BrowserWindow } from 'electron';
import { socketPathFrom } from '../helper/client/client.ts';
import { RELAYED, type Relayed } from './bridge/contract.ts';
import { send, serveBridge, type Handlers } from './bridge/serve.ts';
import { HelperConnection } from './helper/connection.ts';
import { claimScheme, denyTheRest, isOurPage, servePage } from './page.ts';
import { UserSettings } from './settings.ts';
import { openWindow, raise } from './window.ts';

claimScheme();
// Tests that run as root cannot enter a sandbox and say so on the command line; no one else does.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const folder = app.getPath('userData');
  const settings = new UserSettings(folder);
  nativeTheme.themeSource = settings.value.theme;

  let window: BrowserWindow | null = null;
  const helper = new HelperConnection(socketPathFrom(process.env), {
    state: (state) => window && send(window.webContents, 'helper', state),
    events: (fresh, events) => window && send(window.webContents, 'events', { fresh, events }),
  });
  settings.onChange((now) => {
    nativeTheme.themeSource = now.theme;
    if (window) send(window.webContents, 'settings', now);
  });

  const relay = (method: Relayed) => (params: never) => helper.call(method, params);
  serveBridge(
    {
      begin: () => ({
        version: app.getVersion(),
        locale: app.getLocale(),
        settings: settings.value,
        helper: helper.state,
        events: helper.events,
        page: null,
      }),
      changeSettings: (patch) => {
        settings.change(patch);
        return null;
      },
      reconnect: () => {
        helper.retry();
        return null;
      },
      ...(Object.fromEntries(RELAYED.map((method) => [method, relay(method)])) as unknown as Pick<Handlers, Relayed>),
    },
    isOurPage,
  );

  helper.start();
  await app.whenReady();
  servePage(session.defaultSession);
  denyTheRest(session.defaultSession);
  window = openWindow({
    folder,
    preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
    onClose: () => false,
  });
  const opened = window;
  opened.once('ready-to-show', () => opened.show());
  app.on('second-instance', () => raise(opened));
  app.on('window-all-closed', () => app.quit());
}
