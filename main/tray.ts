import { Menu, Tray, type MenuItemConstructorOptions } from 'electron';
import { trayIcon } from './tray-icon.ts';
import type { TrayView } from './tray-menu.ts';
import type { AppWords } from './words.ts';

interface TrayActions {
  toggle: (on: boolean) => void;
  switchTo: (profile: string) => void;
  open: () => void;
  quit: () => void;
}

/** The icon in the desktop's tray. It is there only while a tray host is, and made anew when one comes later. */
export class TrayItem {
  readonly #actions: TrayActions;
  #tray: Tray | null = null;
  #shown = '';

  constructor(actions: TrayActions) {
    this.#actions = actions;
  }

  get exists(): boolean {
    return this.#tray !== null;
  }

  remove(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  /** Electron registers with the host of the moment and with no later one. */
  recreate(view: TrayView, words: AppWords): void {
    this.remove();
    this.#tray = new Tray(trayIcon(view.icon));
    this.#tray.on('click', () => this.#actions.open());
    this.#shown = '';
    this.show(view, words);
  }

  show(view: TrayView, words: AppWords): void {
    const shown = JSON.stringify([view, words.open]);
    if (this.#tray === null || shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(trayIcon(view.icon));
    this.#tray.setToolTip(view.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#menu(view, words)));
  }

  #menu({ lines, toggle, profiles, idle }: TrayView, words: AppWords): MenuItemConstructorOptions[] {
    const [state = '', ...ports] = lines;
    return [
      { label: state, enabled: false },
      {
        label: words.joined,
        type: 'checkbox',
        checked: toggle.checked,
        enabled: toggle.enabled,
        click: () => {
          // The desktop has ticked the box already; until the helper says so, it is not true.
          this.#shown = '';
          this.#actions.toggle(!toggle.checked);
        },
      },
      ...(profiles.length > 0 ? [{ type: 'separator' as const }] : []),
      ...profiles.map(({ name, label, active }) => ({
        label,
        type: 'checkbox' as const,
        checked: active,
        enabled: idle && !active,
        click: () => {
          this.#shown = '';
          this.#actions.switchTo(name);
        },
      })),
      ...(ports.length > 0 ? [{ type: 'separator' as const }] : []),
      ...ports.map((label) => ({ label, enabled: false })),
      { type: 'separator' },
      { label: words.open, click: () => this.#actions.open() },
      { label: words.quit, click: () => this.#actions.quit() },
    ];
  }
}
