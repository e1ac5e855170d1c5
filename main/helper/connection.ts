import { connectHelper, type HelperClient } from '../../helper/client/client.ts';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import type { LinkEvent, Method, Params, Result } from '../../helper/contract/wire.ts';
import type { Snapshot } from '../../helper/contract/snapshot.ts';
import type { HelperState, Rights } from '../bridge/contract.ts';

/** A helper that is being upgraded is back within a second; one that is not there may be looked for at leisure. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** How many events are kept for a window that opens later. */
const KEPT_EVENTS = 500;

interface Listeners {
  state: (state: HelperState) => void;
  events: (fresh: boolean, events: LinkEvent[]) => void;
}

/** The one connection to the helper: kept up for as long as the app runs, with the latest state at hand. */
export class HelperConnection {
  state: HelperState = { state: 'connecting' };
  events: LinkEvent[] = [];
  readonly #socketPath: string;
  readonly #listeners: Listeners;
  #client: HelperClient | null = null;
  #timer: NodeJS.Timeout | null = null;
  #wait = FIRST_WAIT_MS;
  #trying = false;
  #rights: Rights | null = null;

  constructor(socketPath: string, listeners: Listeners) {
    this.#socketPath = socketPath;
    this.#listeners = listeners;
  }

  start(): void {
    void this.#connect();
  }

  /** At once instead of at the next turn. */
  retry(): void {
    if (this.#client !== null) return;
    this.#wait = FIRST_WAIT_MS;
    void this.#connect();
  }

  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#client === null) throw new LinkbraidError('no-helper', 'the Linkbraid helper is not running');
    return this.#client.call(method, params);
  }

  async #connect(): Promise<void> {
    if (this.#trying) return;
    this.#trying = true;
    if (this.#timer) clearTimeout(this.#timer);
    try {
      await this.#listen(await connectHelper({ socketPath: this.#socketPath }));
      this.#wait = FIRST_WAIT_MS;
    } catch (error) {
      this.#lost(error);
    } finally {
      this.#trying = false;
    }
  }

  async #listen(client: HelperClient): Promise<void> {
    this.#client = client;
    client.on('snapshot', (snapshot) => this.#hear(client, snapshot));
    client.on('event', (event) => this.#happened(event));
    client.on('close', (reason) => {
      if (this.#client === client) this.#lost(reason);
    });
    const events = await client.call('events', { limit: KEPT_EVENTS, follow: true });
    this.events = events.slice(-KEPT_EVENTS);
    this.#listeners.events(true, this.events);
    await client.call('subscribe', {});
    void this.#askForRights(client);
  }

  #hear(client: HelperClient, snapshot: Snapshot): void {
    this.#become({ state: 'connected', version: client.version, snapshot, rights: this.#rights });
  }

  /** Looking is for everyone; who may not change anything is told before they try. */
  async #askForRights(client: HelperClient): Promise<void> {
    const findings = await client.call('doctor', {}).catch(() => []);
    const finding = findings.find(({ check }) => check === 'permissions');
    if (finding === undefined || this.#client !== client) return;
    const { level, says, mend } = finding;
    this.#rights = level === 'problem' ? { allowed: false, says, mend } : { allowed: true };
    if (this.state.state === 'connected') this.#hear(client, this.state.snapshot);
  }

  #happened(event: LinkEvent): void {
    this.events = [...this.events.slice(1 - KEPT_EVENTS), event];
    this.#listeners.events(false, [event]);
  }

  #lost(error: unknown): void {
    const hadSnapshot = this.state.state === 'connected';
    this.#client?.close();
    this.#client = null;
    this.#rights = null;
    this.#timer = setTimeout(() => void this.#connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    // A helper that restarts is back before a page about its absence could be read.
    this.#become(hadSnapshot ? { state: 'connecting' } : absence(error));
  }

  #become(state: HelperState): void {
    this.state = state;
    this.#listeners.state(state);
  }
}

function absence(error: unknown): HelperState {
  const message = error instanceof Error ? error.message : 'the connection to the helper was lost';
  const otherVersion = error instanceof LinkbraidError && error.code === 'version-mismatch';
  return { state: otherVersion ? 'other-version' : 'absent', message };
}
