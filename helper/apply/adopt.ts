import { LinkbraidError } from '../contract/errors.ts';
import { adapterKey, PROFILE_NAME } from '../contract/profile.ts';
import type { BondChange, DecodedParams } from '../contract/wire.ts';
import { adoption } from '../plan/adopt.ts';
import { narrowTarget } from '../plan/change-options.ts';
import { profileOf } from '../plan/image.ts';
import type { ProfileStore } from '../serve/core.ts';
import { released } from './baseline.ts';
import { refuse } from './problems.ts';
import type { Transactions } from './transactions.ts';
import { optionWork } from './work.ts';

/**
 * Makes a bond of others ours: its profile is saved, its record says how to give it back, and last it is marked, which
 * is the one touch of it.
 */
export async function adopt(
  { transactions, profiles }: { transactions: Transactions; profiles: ProfileStore },
  { bond: name, profile: wanted }: DecodedParams<'adopt'>,
): Promise<BondChange> {
  const profileName = wanted ?? name;
  if (!PROFILE_NAME.test(profileName))
    throw new LinkbraidError('usage', `profile: "${name}" cannot be the name of a profile, so one must be given`);
  if (profiles.list().some((profile) => profile.name === profileName)) {
    const mend = `linkbraid adopt ${name} --profile NAME`;
    const message = `There is already a profile "${profileName}".`;
    refuse([{ code: 'profile-exists', about: profileName, message, mend }]);
  }
  let notes: string[] = [];
  try {
    const transaction = await transactions.change(name, (machine) => {
      const bond = machine.bonds[name];
      if (!bond) throw new LinkbraidError('not-found', `There is no bond named ${name}.`);
      const owner = profileOf(machine, name);
      if (owner !== null) {
        const message = `${name} is Linkbraid's already: it runs “${owner}”.`;
        refuse([{ code: 'ours-already', about: name, message, mend: `linkbraid status` }]);
      }
      const networks = profiles.list().flatMap((each) => each.ports.flatMap(({ wifi }) => wifi ?? []));
      const judged = adoption(machine, bond, profileName, networks);
      refuse(judged.refusals);
      if (!judged.profile) throw new Error('neither a profile nor a refusal');
      notes = judged.notes;
      const radios = judged.profile.ports.filter(({ wifi }) => wifi).map(({ adapter }) => adapterKey(adapter));
      if (radios.length > 0)
        notes = [...notes, `${radios.join(', ')} will join anew when the bond is next brought up.`];
      profiles.set(judged.profile);
      const work = optionWork(profileName, judged.profile, machine, narrowTarget(machine, bond, profileName, []));
      return { ...work, baseline: released(machine, name) };
    });
    return { ...transaction, saved: profileName, notes };
  } catch (error) {
    // The name was free before, so this one is ours.
    if (profiles.list().some((profile) => profile.name === profileName)) profiles.remove(profileName);
    throw error;
  }
}
