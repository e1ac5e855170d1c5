import { describe, test } from 'vitest';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import { EVENTS } from '../fake-helper/air.ts';
import { STATES, deskProfile, type StateName } from '../fake-helper/states.ts';
import { pictures as take } from './pictures.ts';
import { driver, socket, usePlayedHelper, world } from './played.ts';

/* A picture of every state that Home can be in. */

usePlayedHelper(() => {
  world.knows(deskProfile);
  world.become(STATES.off, EVENTS);
});

const pictures = (name: string) => take(driver, name);

/** A countdown that has just begun, whenever the picture is taken. */
function current(state: Snapshot): Snapshot {
  const { transaction } = state;
  if (transaction === null || transaction.deadline === null) return state;
  return { ...state, transaction: { ...transaction, deadline: Date.now() + 28_000 } };
}

/** A minute of traffic, so that the charts have something to draw. */
function traffic(name: StateName): void {
  const state = STATES[name];
  const wave = (phase: number, seconds: number) =>
    0.55 + 0.3 * Math.sin(seconds / 5 + phase) + 0.15 * Math.sin(seconds / 1.7);
  for (let second = 60; second >= 0; second -= 1) {
    const at = Date.now() - second * 1000;
    const bonds = state.bonds.map((bond) => ({
      ...bond,
      ports: bond.ports.map((port, index) => ({
        ...port,
        // More than a rate that differs: the app holds those back until they can be read.
        linkFailures: second,
        rxBitsPerSecond: (port.rxBitsPerSecond ?? 0) * wave(index * 1.7, second),
        txBitsPerSecond: (port.txBitsPerSecond ?? 0) * wave(index * 1.7, second),
      })),
    }));
    world.server.tell('snapshot', { ...state, at, bonds });
  }
}

describe('home', () => {
  test.each(Object.keys(STATES) as StateName[])('%s', async (name) => {
    await driver.goTo('Home');
    traffic(name);
    world.become(current(STATES[name]));
    await driver.page.waitForTimeout(200);
    await pictures(`home-${name}`);
  });

  test('helper absent, and of another version', async () => {
    await world.server.close();
    await driver.page.getByText('The helper is not running').waitFor();
    await pictures('home-no-helper');
    world.server.protocol = 99;
    await world.server.listen(socket);
    await driver.page.getByText('App and helper do not match').waitFor();
    await pictures('home-other-version');
    world.server.protocol = 1;
    await driver.page.getByRole('button', { name: 'Try again' }).click();
    await driver.page.locator('#state').waitFor();
  });
});
