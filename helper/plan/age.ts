import type { Target } from './target.ts';

/** A target that was taken `seconds` ago: leases run on meanwhile, and one that has run out does not come back. */
export function aged(target: Target, seconds: number): Target {
  const left = (lifetime: number | null) => (lifetime === null ? null : Math.max(0, lifetime - seconds));
  return {
    ...target,
    links: Object.fromEntries(
      Object.entries(target.links).map(([name, link]) => [
        name,
        link.addresses === undefined
          ? link
          : {
              ...link,
              addresses: link.addresses
                .map((address) => ({
                  ...address,
                  validSeconds: left(address.validSeconds),
                  preferredSeconds: left(address.preferredSeconds),
                }))
                .filter((address) => address.validSeconds !== 0),
            },
      ]),
    ),
  };
}
