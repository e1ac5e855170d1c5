import type { HelperClient } from '../client/client.ts';
import type { Method, Params, Result } from '../contract/wire.ts';
import { jsonText, printable } from './text/printable.ts';
import type { Terminal } from './terminal.ts';

/** Names that a shell asks the running helper for. */
export const COMPLETED_NAMES = ['adapters', 'profiles', 'bonds', 'ports', 'options', 'port-options'] as const;
export type CompletedName = (typeof COMPLETED_NAMES)[number];
export type Completion = CompletedName | 'files';

export interface Option {
  short?: string;
  /** Name of its value in help texts; a switch has none. */
  value?: string;
  /** Each time it is given counts. */
  many?: true;
  /** What a shell can complete the value with: names, or these words. */
  completes?: Completion | readonly string[];
  says: string;
}

export interface Command {
  /** One or two words. */
  name: string;
  /** As help writes them, e.g. `[ADAPTER]`. */
  operands: string;
  /** How many operands: least and most. */
  takes: readonly [number, number];
  /** What a shell can complete the operands with, one by one; the last counts for all that follow. */
  completes?: readonly Completion[];
  /** For programs: no help text names it. */
  hidden?: true;
  summary: string;
  /** Further help, a sentence a line. */
  notes?: readonly string[];
  options?: Readonly<Record<string, Option>>;
  /** @returns the exit status, which is 0 unless the command has more to say than done or an error */
  run(context: Context): Promise<number>;
}

/** A command at work: what was asked of it, and the ways out. */
export class Context {
  #client: HelperClient | null = null;

  constructor(
    readonly terminal: Terminal,
    readonly operands: readonly string[],
    private readonly given: Readonly<Record<string, string | boolean | string[] | undefined>>,
    private readonly connect: () => Promise<HelperClient>,
  ) {}

  get json(): boolean {
    return this.given.json === true;
  }

  isSet(option: string): boolean {
    return this.given[option] === true;
  }

  value(option: string): string | undefined {
    const value = this.given[option];
    return typeof value === 'string' ? value : undefined;
  }

  values(option: string): readonly string[] {
    const values = this.given[option];
    return Array.isArray(values) ? values : [];
  }

  async client(): Promise<HelperClient> {
    return (this.#client ??= await this.connect());
  }

  /** @throws LinkbraidError as the helper sent it */
  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return (await this.client()).call(method, params);
  }

  /** The one JSON document of `--json`, or else the text that `format` makes of the value once it is safe to show. */
  print<T>(value: T, format: (value: T) => string): void {
    this.terminal.out(this.json ? `${jsonText(value, 2)}\n` : format(printable(value)));
  }

  close(): void {
    this.#client?.close();
  }
}
