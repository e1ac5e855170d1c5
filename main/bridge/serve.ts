import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import * as v from 'valibot';
import { LinkbraidError } from '../../helper/contract/errors.ts';
import {
  CALLS,
  channel,
  type Answers,
  type Call,
  type Decoded,
  type Reply,
  type Stream,
  type Streams,
} from './contract.ts';

export type Handlers = { [C in Call]: (input: Decoded<C>) => Answers[C] | Promise<Answers[C]> };

/** Answers the window's calls, and only the window's: `isOurPage` judges each sender. */
export function serveBridge(handlers: Handlers, isOurPage: (event: IpcMainInvokeEvent) => boolean): void {
  for (const name of Object.keys(CALLS) as Call[]) {
    ipcMain.handle(channel(name), (event, input: unknown) => {
      if (!isOurPage(event)) throw new Error('not our page');
      return reply(name, handlers[name] as (input: unknown) => unknown, input);
    });
  }
}

export function send<S extends Stream>(contents: WebContents, stream: S, value: Streams[S]): void {
  if (!contents.isDestroyed()) contents.send(channel(stream), value);
}

async function reply(name: Call, handler: (input: unknown) => unknown, input: unknown): Promise<Reply<unknown>> {
  try {
    const decoded = v.safeParse(CALLS[name], input);
    if (!decoded.success) throw new LinkbraidError('usage', `${name}: unexpected input`);
    return { ok: true, value: await handler(decoded.output) };
  } catch (error) {
    if (error instanceof LinkbraidError) {
      return { ok: false, error: { code: error.code, message: error.message, details: error.details } };
    }
    console.error(error);
    return { ok: false, error: { code: 'internal', message: String(error), details: null } };
  }
}
