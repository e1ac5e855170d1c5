export interface FileOperation {
  readonly name: 'open' | 'write' | 'sync' | 'truncate' | 'mkdir' | 'rename' | 'remove';
  readonly path: string;
  /** Whether a full disk can refuse it. */
  readonly grows: boolean;
  /** Of a write: puts the first half there. */
  readonly half?: () => number;
}

/** Hands every operation that changes something below `directory` to `around`, until the answer is called. */
export function onFileOperations(
  directory: string,
  around: <T>(operation: FileOperation, carryOut: () => T) => T,
): () => void;
