import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { Driver } from './driver.ts';

/* Pictures to be looked at, and a machine's check of what it can judge: names, roles, contrast. */

const OUT = join(process.cwd(), 'test-results/pictures');
const SMALL = [900, 640] as const;
const LARGE = [1400, 900] as const;

async function check(driver: Driver, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page: driver.page }).setLegacyMode(true).analyze();
  expect
    .soft(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`))
    .toEqual([]);
  const overflow = await driver.page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } };
    };
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
  expect.soft(overflow, `${name} is wider than the window`).toBe(0);
}

/** Whoever asked for less motion sees none; and thousands of invisible transitions would take seconds to be pictured. */
async function still(driver: Driver, name: string): Promise<void> {
  const moving = await driver.page.evaluate(
    () => (globalThis as unknown as { document: { getAnimations(): unknown[] } }).document.getAnimations().length,
  );
  expect.soft(moving, `${name} moves`).toBe(0);
}

/** Light and dark, in both languages, at both sizes. */
export async function pictures(driver: Driver, name: string): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  await driver.page.emulateMedia({ reducedMotion: 'reduce' });
  for (const size of [LARGE, SMALL]) {
    await driver.resize(size[0], size[1]);
    for (const language of ['en', 'de'] as const) {
      await driver.change({ language });
      await driver.page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
      for (const theme of ['light', 'dark'] as const) {
        await driver.theme(theme);
        await still(driver, name);
        await driver.picture(join(OUT, `${name}-${size[0]}-${theme}-${language}.png`));
        // Roles and names are the same in every size; colours are not the same in both themes.
        if (size === SMALL && (language === 'en' || theme === 'light'))
          await check(driver, `${name} ${theme} ${language}`);
      }
    }
  }
  await driver.change({ language: 'en' });
  await driver.theme('light');
}
