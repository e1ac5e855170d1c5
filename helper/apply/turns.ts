import { LinkbraidError } from '../contract/errors.ts';

/** One change at a time. */
export class Turns {
  private working = false;
  private byItself: Promise<unknown> | null = null;

  constructor(private readonly underWay: (is: boolean) => void) {}

  /** Whether something is being changed at this moment. */
  busy(): boolean {
    return this.working;
  }

  /** A change that nobody asked for: what a person asks for meanwhile waits for its end, rather than being refused. */
  async unasked<T>(work: () => Promise<T>): Promise<T> {
    const going = work();
    this.byItself = going;
    try {
      return await going;
    } finally {
      this.byItself = null;
    }
  }

  /** @throws LinkbraidError `busy` while another change that somebody asked for is under way */
  async alone<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.working && this.byItself) await this.byItself.catch(() => {});
    if (this.working) {
      throw new LinkbraidError('busy', 'Another change is under way. Try again when it has ended.');
    }
    this.working = true;
    this.underWay(true);
    try {
      return await work();
    } finally {
      this.working = false;
      this.underWay(false);
    }
  }
}
