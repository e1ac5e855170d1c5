import { fileURLToPath } from 'node:url';
import { app, Menu, nativeTheme, session, type BrowserWindow } from 'electron';
import { socketPathFrom } from '../helper/client/client.ts';
import { HIDDEN, setAutostart } from './autostart.ts';
import { RELAYED, type Relayed } from './bridge/contract.ts';
import { send, serveBridge, type Handlers } from './bridge/serve.ts';
import { Desktop } from './desktop.ts';
import { diagnose } from './diagnosis.ts';
import { pickProfile, saveFiles, writeProfile } from './exchange.ts';
import { Feed } from './feed.ts';
import { HelperConnection } from './helper/connection.ts';
import { claimScheme, denyTheRest, isOurPage, servePage } from './page.ts';
import { installer, installHelper } from './helper/install.ts';
import { localAdapters } from './local-adapters.ts';
import { networksInRange } from './scan/networks.ts';
import { kernelText } from './kernel-text.ts';
import { UserSettings } from './settings.ts';
import { switchTo } from './switching.ts';
import { openWindow, raise } from './window.ts';

/** At login the tray's host may start after us; a window that waited longer would be missed by whoever has no tray. */
const TRAY_PATIENCE_MS = 10_000;

claimScheme();
// Tests that run as root cannot enter a sandbox and say so on the command line; no one else does.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

// Not awaited: Electron is ready only after this module has been loaded.
if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const folder = app.getPath('userData');
  const settings = new UserSettings(folder);
  nativeTheme.themeSource = settings.value.theme;
  Menu.setApplicationMenu(null);

  await app.whenReady();
  servePage(session.defaultSession);
  denyTheRest(session.defaultSession);

  const helper = new HelperConnection(socketPathFrom(process.env), {
    state: (state) => {
      feed.state(state);
      desktop.hear(state);
    },
    events: (fresh, events) => feed.events(fresh, events),
  });
  const desktop = new Desktop(helper, settings, () => {
    raise(window);
    send(window.webContents, 'show', 'home');
  });
  serveBridge(
    handlers(helper, settings, () => window),
    isOurPage,
  );

  let quitting = false;
  app.on('before-quit', () => (quitting = true));
  const window = openWindow({
    folder,
    preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
    onClose: (closing) => {
      if (quitting || !settings.value.tray) return false;
      if (desktop.inTray) closing.hide();
      else closing.minimize();
      return true;
    },
  });
  const feed = new Feed(window, helper);
  settings.onChange((now, before) => {
    nativeTheme.themeSource = now.theme;
    send(window.webContents, 'settings', now);
    if (now.startAtLogin !== before.startAtLogin) setAutostart(now.startAtLogin, ownCommand());
  });

  app.on('second-instance', () => raise(window));
  app.on('window-all-closed', () => app.quit());
  helper.start();
  const hidden = process.argv.includes(HIDDEN);
  if (!hidden) window.once('ready-to-show', () => window.show());
  await desktop.start();
  if (hidden) setTimeout(() => !desktop.inTray && !window.isVisible() && window.minimize(), TRAY_PATIENCE_MS);
}

function handlers(helper: HelperConnection, settings: UserSettings, window: () => BrowserWindow): Handlers {
  let shown = '';
  const relay = (method: Relayed) => (params: never) => helper.call(method, params);
  return {
    ...(Object.fromEntries(RELAYED.map((method) => [method, relay(method)])) as unknown as Pick<Handlers, Relayed>),
    begin: () => ({
      version: app.getVersion(),
      locale: app.getLocale(),
      settings: settings.value,
      helper: helper.state,
      events: helper.events,
      canInstall: installer() !== null,
    }),
    changeSettings: (patch) => {
      settings.change(patch);
      return null;
    },
    reconnect: () => {
      helper.retry();
      return null;
    },
    up: async (params) => {
      const transaction = await helper.call('up', params);
      if (params.profile !== undefined) settings.change({ lastProfile: params.profile });
      return transaction;
    },
    switchTo: ({ profile }) => switchTo(profile, helper, settings),
    kernelText: ({ bond }) => kernelText(bond),
    localAdapters: () => localAdapters(),
    networksInRange,
    installHelper: async () => {
      await installHelper();
      helper.retry();
      return null;
    },
    importProfile: () => pickProfile(window()),
    exportProfile: async ({ name, format }) => writeProfile(await helper.call('profile.show', { name }), format),
    saveExport: async ({ name, format }) =>
      saveFiles(window(), writeProfile(await helper.call('profile.show', { name }), format).files),
    diagnose: async (reveal) => (shown = await diagnose(helper, reveal)),
    saveDiagnosis: () => saveFiles(window(), [{ path: 'linkbraid-report.json', text: shown }]),
  };
}

/** What starts this very app again. */
function ownCommand(): string[] {
  const { APPIMAGE } = process.env;
  if (APPIMAGE) return [APPIMAGE];
  return app.isPackaged ? [process.execPath] : [process.execPath, app.getAppPath()];
}
