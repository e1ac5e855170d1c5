import { call } from '../bridge.ts';
import type { Plan, Snapshot } from '../contract.ts';
import { app } from '../state/app.svelte.ts';
import { emptyDraft, toProfile, type Draft, type WifiChoice } from '../state/draft.ts';

export const STEPS = ['links', 'purpose', 'plan'] as const;
export type Step = (typeof STEPS)[number];

/** Unless it is kept within this time, what was applied goes back: long enough to look, short enough to wait out. */
const TRY_SECONDS = 30;

/** The set-up under way. It outlives a look at another page, and is forgotten once applied. */
class SetUp {
  step = $state<Step>('links');
  draft = $state<Draft>(emptyDraft([]));
  plan = $state.raw<Plan | null>(null);
  applying = $state(false);
  #begun = $state(false);

  begin(profiles: Snapshot['profiles']): void {
    if (this.#begun) return;
    this.draft = emptyDraft(profiles);
    this.#begun = true;
  }

  toggle(link: string): void {
    const { links, first } = this.draft;
    const chosen = links.includes(link) ? links.filter((name) => name !== link) : [...links, link];
    // In the order they are shown everywhere, cables before Wi-Fi.
    this.draft.links = (app.snapshot?.adapters ?? []).flatMap(({ name }) => (chosen.includes(name) ? [name] : []));
    if (first === link) this.draft.first = null;
  }

  chooseNetwork(link: string, choice: WifiChoice): void {
    this.draft.wifi[link] = choice;
    if (!this.draft.links.includes(link)) this.toggle(link);
  }

  go(step: Step): void {
    this.step = step;
    if (step === 'plan') void this.makePlan();
  }

  async makePlan(): Promise<void> {
    this.plan = null;
    this.plan = await app.attempt(() => call('plan', { document: toProfile(this.draft) }));
  }

  /** Saves the profile and carries out the very plan that was looked over. */
  async apply(): Promise<void> {
    const { plan } = this;
    if (plan === null) return;
    this.applying = true;
    const { name } = this.draft;
    const started = await app.attempt(async () => {
      await call('profile.set', { document: toProfile(this.draft) });
      return await call('up', { profile: name, plan: plan.id, trySeconds: TRY_SECONDS });
    });
    this.applying = false;
    if (started === null) {
      if (app.failure?.code === 'moved') this.plan = await call('plan', { profile: name }).catch(() => null);
      return;
    }
    this.forget();
    app.page = 'home';
  }

  /** The passwords typed go with it. */
  forget(): void {
    this.#begun = false;
    this.step = 'links';
    this.plan = null;
    this.draft = emptyDraft([]);
  }
}

export const setUp = new SetUp();
