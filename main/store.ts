import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';

/** A JSON file of the user's. One that cannot be read is set aside, never fatal and never lost. */
export class Store<S extends v.GenericSchema> {
  readonly #path: string;
  readonly #schema: S;
  #value: v.InferOutput<S>;

  constructor(path: string, schema: S, otherwise: v.InferOutput<S>) {
    this.#path = path;
    this.#schema = schema;
    this.#value = this.#read() ?? otherwise;
  }

  get value(): v.InferOutput<S> {
    return this.#value;
  }

  set(value: v.InferOutput<S>): void {
    this.#value = value;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      // Written beside and moved: a crash leaves the old file or the new one.
      writeFileSync(`${this.#path}.new`, `${JSON.stringify(value, null, 2)}\n`);
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      console.error(`${this.#path} could not be written:`, error);
    }
  }

  #read(): v.InferOutput<S> | null {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return null;
    }
    try {
      return v.parse(this.#schema, JSON.parse(text));
    } catch (error) {
      console.error(`${this.#path} does not fit and is kept as ${this.#path}.bad:`, error);
      renameSync(this.#path, `${this.#path}.bad`);
      return null;
    }
  }
}
