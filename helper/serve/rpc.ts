import * as v from 'valibot';
import { LinkbraidError, type ErrorCode } from '../contract/errors.ts';
import { fieldIssues } from '../contract/fields.ts';
import { METHODS, RPC, type DecodedParams, type Method, type RpcErrorBody } from '../contract/wire.ts';

/*
 * One line in, one decoded request or one error out. Nothing of what came in is repeated in an error: it may hold a
 * passphrase, and errors end up in logs and on screens.
 */

export type RequestId = string | number;

export interface DecodedRequest<M extends Method = Method> {
  id: RequestId;
  method: M;
  params: DecodedParams<M>;
}

export interface ErrorReply {
  jsonrpc: '2.0';
  /** null where the request was too broken to tell. */
  id: RequestId | null;
  error: RpcErrorBody;
}

/** Any text or number that JSON-RPC allows, bounded because it is kept and sent back. */
const requestId = v.union([v.pipe(v.string(), v.maxLength(256)), v.pipe(v.number(), v.finite())]);

export function decodeRequest(line: Uint8Array): DecodedRequest | ErrorReply {
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return errorReply(null, RPC.parse, 'usage', 'expected one JSON document in UTF-8 on a line');
  }
  if (Array.isArray(message)) {
    return errorReply(null, RPC.request, 'usage', 'Batches are not served: send one request a line.');
  }
  if (typeof message !== 'object' || message === null) {
    return errorReply(null, RPC.request, 'usage', 'expected a JSON-RPC 2.0 request object');
  }
  const { jsonrpc, id: givenId, method, params = {} } = message as Record<string, unknown>;
  const idResult = v.safeParse(requestId, givenId);
  if (!idResult.success) {
    // JSON-RPC lets a request without an id go unanswered. A change to the network that nobody hears the outcome of
    // helps no one, so such a request is not carried out, and we say so.
    return errorReply(null, RPC.request, 'usage', 'id: expected text of at most 256 characters, or a number');
  }
  const id = idResult.output;
  if (jsonrpc !== '2.0') return errorReply(id, RPC.request, 'usage', 'jsonrpc: expected "2.0"');
  if (typeof method !== 'string') return errorReply(id, RPC.request, 'usage', 'method: expected text');
  if (!isMethod(method)) return errorReply(id, RPC.method, 'usage', 'method: no such method');

  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    const issues = [{ path: 'params', message: 'expected an object' }];
    return errorReply(id, RPC.params, 'usage', 'params: expected an object', { issues });
  }
  const decoded = v.safeParse(METHODS[method].params, params);
  if (!decoded.success) {
    const issues = fieldIssues(decoded.issues);
    const first = issues[0];
    return errorReply(id, RPC.params, 'usage', first ? `${first.path}: ${first.message}` : 'params do not fit', {
      issues,
    });
  }
  return { id, method, params: decoded.output };
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(METHODS, name);
}

export function errorReply(
  id: RequestId | null,
  rpcCode: number,
  code: ErrorCode,
  message: string,
  details: unknown = null,
): ErrorReply {
  return { jsonrpc: '2.0', id, error: { code: rpcCode, message, data: { code, details } } };
}

/** A failed call. What is not one of our own errors is a bug: its text stays here, it may hold anything. */
export function failureReply(id: RequestId, error: unknown): ErrorReply {
  if (error instanceof LinkbraidError) {
    return errorReply(id, RPC.linkbraid, error.code, error.message, error.details);
  }
  return errorReply(id, RPC.internal, 'internal', 'The helper ran into a bug; its log says more.');
}
