import {
  LinkbraidError,
  type Answers,
  type Bridge,
  type Call,
  type Input,
  type Reply,
  type Stream,
  type Streams,
} from './contract.ts';

declare global {
  interface Window {
    linkbraid: Bridge;
  }
}

/** @throws LinkbraidError */
export async function call<C extends Call>(name: C, input: Input<C>): Promise<Answers[C]> {
  // Svelte's state is made of proxies, which cannot cross the process boundary.
  const reply = (await window.linkbraid.call(name, JSON.parse(JSON.stringify(input)))) as Reply<Answers[C]>;
  if (reply.ok) return reply.value;
  throw new LinkbraidError(reply.error.code, reply.error.message, reply.error.details);
}

export function listen<S extends Stream>(name: S, callback: (value: Streams[S]) => void): void {
  window.linkbraid.on(name, (value) => callback(value as Streams[S]));
}
