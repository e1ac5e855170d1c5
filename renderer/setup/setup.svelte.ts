import { call } from '../bridge.ts';
import type { BondMode, LinkAdvice, Plan, ProfileInput, Snapshot } from '../contract.ts';
import { app } from '../state/app.svelte.ts';
import { draftOf, emptyDraft, toProfile, type Draft, type WifiChoice } from '../state/draft.ts';

export const STEPS = ['links', 'purpose', 'plan'] as const;
export type Step = (typeof STEPS)[number];

/** Unless it is kept within this time, what was applied goes back: long enough to look, short enough to wait out. */
const TRY_SECONDS = 30;

interface Note {
  about: string;
  message: string;
}

/** The set-up under way. It outlives a look at another page, and is forgotten once applied. */
class SetUp {
  step = $state<Step>('links');
  draft = $state<Draft>(emptyDraft([]));
  plan = $state.raw<Plan | null>(null);
  /** What each mode is worth for the chosen links; null until it is known. */
  advice = $state.raw<LinkAdvice | null>(null);
  /** Name of the saved profile that is being edited. */
  editing = $state<string | null>(null);
  /** What an imported file says that a profile cannot. */
  notes = $state.raw<Note[]>([]);
  applying = $state(false);
  /** A mode of the rarer ones is being looked for. */
  allModes = $state(false);
  #begun = $state(false);
  #modeChosen = false;
  #planning = 0;

  begin(profiles: Snapshot['profiles']): void {
    if (this.#begun) return;
    this.draft = emptyDraft(profiles);
    this.#begun = true;
  }

  /** Goes through a saved or imported profile as if it had been typed in. */
  take(profile: ProfileInput, { saved, notes = [] }: { saved: boolean; notes?: Note[] }): void {
    this.forget();
    this.draft = draftOf(profile, app.snapshot?.adapters ?? [], saved);
    this.editing = saved ? profile.name : null;
    this.notes = notes;
    this.#begun = true;
    this.#modeChosen = true;
    app.page = 'setup';
  }

  toggle(link: string): void {
    const { links, first } = this.draft;
    const chosen = links.includes(link) ? links.filter((name) => name !== link) : [...links, link];
    // In the order they are shown everywhere, cables before Wi-Fi; what is not plugged in last.
    const there = (app.snapshot?.adapters ?? []).flatMap(({ name }) => (chosen.includes(name) ? [name] : []));
    this.draft.links = [...there, ...chosen.filter((name) => !there.includes(name))];
    if (first === link) this.draft.first = null;
  }

  chooseNetwork(link: string, choice: WifiChoice): void {
    this.draft.wifi[link] = choice;
    if (!this.draft.links.includes(link)) this.toggle(link);
  }

  chooseMode(mode: BondMode): void {
    this.draft.mode = mode;
    this.#modeChosen = true;
  }

  go(step: Step): void {
    this.step = step;
    if (step === 'purpose') void this.#advise();
    if (step === 'plan') void this.makePlan();
  }

  async #advise(): Promise<void> {
    const there = new Set(app.snapshot?.adapters.map(({ name }) => name));
    const links = this.draft.links
      .filter((name) => there.has(name))
      .map((adapter) => {
        const ssid = this.draft.wifi[adapter]?.ssid;
        return ssid === undefined ? { adapter } : { adapter, ssid };
      });
    // Without advice every mode can still be chosen: the plan says what cannot be.
    this.advice = links.length === 0 ? null : await call('advise', { links }).catch(() => null);
    const wanted = this.advice?.neverDrop.mode;
    if (!this.#modeChosen && wanted) this.draft.mode = wanted;
  }

  async makePlan(): Promise<void> {
    this.plan = null;
    const turn = (this.#planning += 1);
    const plan = await app.attempt(() => call('plan', { document: toProfile(this.draft) }));
    // Something was changed meanwhile, and the plan for that is on its way: this one would be refused.
    if (turn === this.#planning) this.plan = plan;
  }

  /** Saves the profile and carries out the very plan that was looked over, with Home to look on. */
  async apply(): Promise<void> {
    const { plan } = this;
    if (plan === null) return;
    this.applying = true;
    const { name } = this.draft;
    const done = await app.attempt(async () => {
      await call('profile.set', { document: toProfile(this.draft) });
      const carriedOut = call('up', { profile: name, plan: plan.id, trySeconds: TRY_SECONDS });
      app.page = 'home';
      return await carriedOut;
    });
    this.applying = false;
    if (done !== null) return this.forget();
    // What was begun and put back is told on Home; what did not even begin, here.
    if (app.failure?.code !== 'failed' && app.failure?.code !== 'stuck') app.page = 'setup';
    if (app.failure?.code === 'moved') this.plan = await call('plan', { profile: name }).catch(() => null);
  }

  /** Begins anew, with nothing chosen. */
  discard(): void {
    this.forget();
    this.begin(app.snapshot?.profiles ?? []);
  }

  /** For later: nothing is carried out. */
  async save(): Promise<void> {
    const saved = await app.attempt(() => call('profile.set', { document: toProfile(this.draft) }));
    if (saved === null) return;
    this.forget();
    app.page = 'profiles';
  }

  /** The passwords typed go with it. */
  forget(): void {
    this.#begun = false;
    this.#modeChosen = false;
    this.step = 'links';
    this.plan = null;
    this.advice = null;
    this.editing = null;
    this.notes = [];
    this.allModes = false;
    this.draft = emptyDraft([]);
  }
}

export const setUp = new SetUp();
