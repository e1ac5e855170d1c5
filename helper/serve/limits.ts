/** What one client may cost the helper. Each figure is far above what our own clients use. */
export const LIMITS = {
  /** Open connections of one uid. Each costs a descriptor, and everyone on the machine may connect. */
  connectionsPerUser: 32,
  /** Requests of one connection under way at once; further ones wait unread in the kernel's socket buffer. */
  requestsInFlight: 16,
  /** Bytes queued for a peer that does not read; beyond it the connection is cut. Several whole snapshots. */
  backlogBytes: 1024 * 1024,
  /**
   * Milliseconds a peer may leave its socket full. Shorter would cut a desktop session that is busy or swapping;
   * longer keeps buffers for a watcher that was stopped and forgotten.
   */
  stallMs: 30_000,
};
export type Limits = typeof LIMITS;
