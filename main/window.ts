import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron';
import * as v from 'valibot';
import { PAGE_URL, lockNavigation } from './page.ts';
import { Store } from './store.ts';

const SMALLEST = { width: 760, height: 560 };
const FIRST = { width: 1100, height: 760 };

const placeSchema = v.object({
  bounds: v.nullable(v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() })),
  maximized: v.boolean(),
});

interface WindowOptions {
  /** Where the window's place is remembered. */
  folder: string;
  preload: string;
  /** What closing the window does instead of ending the app; false lets it close. */
  onClose: (window: BrowserWindow) => boolean;
}

export function openWindow({ folder, preload, onClose }: WindowOptions): BrowserWindow {
  const place = new Store(join(folder, 'window.json'), placeSchema, { bounds: null, maximized: false });
  const window = new BrowserWindow({
    ...FIRST,
    ...(isOnScreen(place.value.bounds) ? place.value.bounds : null),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Linkbraid',
    autoHideMenuBar: true,
    // The page's own background, so that nothing flashes before it paints.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0e1416' : '#f3f5f4',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      enableWebSQL: false,
    },
  });
  if (place.value.maximized) window.maximize();
  const remember = () => place.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  window.on('close', (event) => {
    remember();
    if (onClose(window)) event.preventDefault();
  });
  // The title is the app's name, whatever the page says.
  window.on('page-title-updated', (event) => event.preventDefault());
  lockNavigation(window.webContents);
  void window.loadURL(PAGE_URL);
  return window;
}

export function raise(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** A monitor that was unplugged takes its part of the desktop with it. */
function isOnScreen(bounds: Rectangle | null): bounds is Rectangle {
  if (bounds === null) return false;
  const { workArea } = screen.getDisplayMatching(bounds);
  const overlapX = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
  const overlapY = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
  return overlapX > 100 && overlapY > 100;
}
