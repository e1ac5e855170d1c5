import { LinkbraidError } from '../helper/contract/errors.ts';
import type { Transaction } from '../helper/contract/transaction.ts';
import { theBond } from './bridge/standing.ts';
import type { HelperConnection } from './helper/connection.ts';
import type { UserSettings } from './settings.ts';

/**
 * Brings a profile up in place of the one that runs. One that makes a bond of another name would find its adapters
 * taken, so that bond goes first.
 */
export async function switchTo(
  profile: string,
  helper: Pick<HelperConnection, 'call' | 'state'>,
  settings: Pick<UserSettings, 'change'>,
): Promise<Transaction> {
  const { state } = helper;
  if (state.state !== 'connected') throw new LinkbraidError('no-helper', 'the Linkbraid helper is not running');
  const running = theBond(state.snapshot);
  const wanted = state.snapshot.profiles.find(({ name }) => name === profile)?.bond;
  if (running !== null && running.profile !== null && wanted !== undefined && running.name !== wanted) {
    await helper.call('down', { bond: running.name });
  }
  const transaction = await helper.call('up', { profile });
  settings.change({ lastProfile: profile });
  return transaction;
}
