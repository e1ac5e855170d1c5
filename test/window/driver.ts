import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { electronPath } from '../../build/electron.mjs';
import type { Bridge } from '../../main/bridge/contract.ts';
import { ensureDisplay } from './display.ts';

/* What a person does in the window, whichever helper answers at the socket. English words are those on the buttons. */

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface OpenOptions {
  /** Where the helper listens. */
  socket: string;
  /** Kept settings; by default a fresh folder, removed at the end. */
  userData?: string;
  args?: string[];
  environment?: Record<string, string>;
}

export class Driver {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly #close: () => void;

  private constructor(app: ElectronApplication, page: Page, close: () => void) {
    this.app = app;
    this.page = page;
    this.#close = close;
  }

  static async open({ socket, userData, args = [], environment = {} }: OpenOptions): Promise<Driver> {
    const display = await ensureDisplay();
    const folder = userData ?? mkdtempSync(join(tmpdir(), 'linkbraid-window-'));
    // Root has no sandbox to enter, and a virtual display no graphics card.
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const app = await _electron.launch({
      executablePath: await electronPath({ standIn: true }),
      args: [...flags, '--disable-gpu', `--user-data-dir=${folder}`, '--lang=en-US', ROOT, ...args],
      env: { ...(process.env as Record<string, string>), DISPLAY: display, LINKBRAID_SOCKET: socket, ...environment },
    });
    const page = await app.firstWindow();
    // Longer than anything takes on a machine that is busy with five other things; joining real links has limits of its own.
    page.setDefaultTimeout(60_000);
    await page.waitForSelector('h1', { state: 'attached' });
    return new Driver(app, page, () => userData === undefined && rmSync(folder, { recursive: true, force: true }));
  }

  async close(): Promise<void> {
    await this.app.close();
    this.#close();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
    await this.page.waitForFunction(
      (size) => {
        const { innerWidth, innerHeight } = globalThis as unknown as Record<string, number>;
        return innerWidth === size.width && innerHeight === size.height;
      },
      { width, height },
    );
  }

  async theme(theme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme });
  }

  /** As the settings page would, without going there. */
  async change(settings: Record<string, unknown>): Promise<void> {
    await this.page.evaluate(
      (patch) => (globalThis as unknown as { linkbraid: Bridge }).linkbraid.call('changeSettings', patch),
      settings,
    );
  }

  async goTo(page: 'Home' | 'Set up' | 'Activity' | 'Profiles' | 'Expert' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: page, exact: true }).click();
  }

  /** By keyboard, until what is focused bears this name. */
  async tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 90; presses += 1) {
      if ((await this.#focused()).includes(name)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not get to "${name}"`);
  }

  #focused(): Promise<string> {
    return this.page.evaluate(() => {
      interface Element {
        tagName: string;
        textContent: string | null;
        getAttribute(name: string): string | null;
        labels?: ArrayLike<Element> | null;
      }
      const { document } = globalThis as unknown as { document: { activeElement: Element | null } };
      const element = document.activeElement;
      if (element === null || ['BODY', 'MAIN', 'DIV'].includes(element.tagName)) return '';
      const label = element.labels?.[0]?.textContent;
      const said = `${element.getAttribute('aria-label') ?? ''} ${label ?? element.textContent ?? ''}`;
      return said.replaceAll(/[\u2068\u2069]/g, '');
    });
  }

  /** On the Expert page. */
  async setOption(name: string, value: string, { onlyNow = false } = {}): Promise<void> {
    await this.page.getByRole('button', { name: `Change ${name}`, exact: true }).click();
    const dialog = this.page.getByRole('dialog');
    const field = dialog.getByLabel('Value');
    if ((await field.evaluate((element) => (element as unknown as { tagName: string }).tagName)) === 'SELECT')
      await field.selectOption(value);
    else await field.fill(value);
    if (onlyNow) await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: /^(Set|Rebuild and set)$/ }).click();
  }

  async headline(): Promise<string> {
    return (await this.page.locator('#state').textContent()) ?? '';
  }

  async waitForHeadline(text: string | RegExp, timeout = 30_000): Promise<void> {
    await this.page.locator('#state').filter({ hasText: text }).waitFor({ timeout });
  }

  /** On the first step of Set up: ticks an adapter, and for Wi-Fi chooses its network. */
  async chooseLink(adapter: string, network?: { ssid: string; password?: string }): Promise<void> {
    const choice = this.page.getByRole('checkbox', { name: adapter });
    if (!(await choice.isChecked())) await choice.check({ force: true });
    if (network) await this.#chooseNetwork(adapter, network);
  }

  async chooseLinks(links: Record<string, { ssid: string; password?: string } | null>): Promise<void> {
    for (const [adapter, network] of Object.entries(links)) await this.chooseLink(adapter, network ?? undefined);
    await this.next();
  }

  async #chooseNetwork(adapter: string, { ssid, password }: { ssid: string; password?: string }): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    if (!(await dialog.isVisible())) {
      await this.page
        .getByRole('button', { name: adapter })
        .filter({ hasText: /Choose network|Change/ })
        .click();
    }
    const row = dialog.locator('label').filter({ has: this.page.locator('bdi', { hasText: exactly(ssid) }) });
    await row.first().click({ timeout: 30_000 });
    if (password !== undefined) await dialog.getByLabel('Password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Use this network' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async choosePurpose(purpose: 'Keep me connected' | 'Add up speed' | 'Everything twice'): Promise<void> {
    await this.page.getByRole('radio', { name: purpose }).check({ force: true });
  }

  async useFixedAddress(address: string, gateway?: string): Promise<void> {
    await this.page.getByLabel('Addresses').selectOption('static');
    await this.page.getByLabel('Address with prefix').fill(address);
    if (gateway !== undefined) await this.page.getByLabel('Gateway').fill(gateway);
  }

  async next(): Promise<void> {
    await this.page.getByRole('button', { name: 'Next' }).click();
  }

  async nameSetUp(name: string): Promise<void> {
    await this.page.getByLabel('Name of this set-up').fill(name);
    await this.page.keyboard.press('Tab');
  }

  /** On the last step of Set up: until the plan is there and can be applied. */
  async waitForPlan(): Promise<void> {
    await this.page.locator('button:enabled', { hasText: 'Join the links' }).waitFor();
  }

  async applyPlan(): Promise<void> {
    await this.page.getByRole('button', { name: 'Join the links' }).click();
  }

  /** Waits until everything is joined and the window asks whether to keep it. */
  async waitForQuestion(timeout = 60_000): Promise<void> {
    await this.page.getByRole('button', { name: 'Keep', exact: true }).waitFor({ timeout });
  }

  async keep(): Promise<void> {
    await this.page.getByRole('button', { name: 'Keep', exact: true }).click();
  }

  async putBack(): Promise<void> {
    await this.page.getByRole('button', { name: 'Put it back' }).click();
  }

  async switchOn(): Promise<void> {
    await this.page.getByRole('switch', { name: 'Joined connection', checked: false }).click();
  }

  async switchOff(): Promise<void> {
    await this.page.getByRole('switch', { name: 'Joined connection', checked: true }).click();
  }

  /** The card of a port on Home. */
  portRole(name: string): Promise<string | null> {
    return this.page.locator(`[data-port="${name}"] .role`).textContent();
  }

  /** The desktop's own dialogs are not part of the page: here they answer at once, with this path or not at all. */
  async answerDialogs(path: string | null): Promise<void> {
    await this.app.evaluate(({ dialog }, chosen) => {
      const canceled = chosen === null;
      dialog.showOpenDialog = () => Promise.resolve({ canceled, filePaths: chosen === null ? [] : [chosen] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: chosen ?? '' });
    }, path);
  }

  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled' });
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
