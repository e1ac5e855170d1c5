import type { Machine } from '../../helper/plan/machine.ts';
import { predict } from '../../helper/plan/predict.ts';

/** Something that is no work of Linkbraid's; null where it cannot happen on this machine now. */
export type Happening = (machine: Machine) => Machine | null;

/** The adapter leaves the bus: all that hung on it is gone, and the driver forgets that it was the primary port. */
export function unplug(name: string): Happening {
  return (machine) => {
    const { [name]: adapter, ...links } = machine.links;
    if (!adapter) return null;
    const { [name]: _wifi, ...wifi } = machine.wifi;
    const { [name]: _port, ...ports } = machine.ports;
    const bonds = Object.fromEntries(
      Object.entries(machine.bonds).map(([bond, facts]) => {
        const { primary = '', active_slave: active = '' } = facts.options;
        const options = {
          ...facts.options,
          ...(primary === name ? { primary: '' } : {}),
          ...(active === name ? { active_slave: '' } : {}),
        };
        const activePort = facts.activePort === name ? null : facts.activePort;
        return [bond, { ...facts, options, activePort, ports: facts.ports.filter((port) => port !== name) }];
      }),
    );
    const addresses = machine.addresses.filter(({ link }) => link !== name);
    return { ...machine, links, wifi, ports, bonds, addresses, routes: machine.routes.filter((r) => r.link !== name) };
  };
}

/** What other programs do to links: `ip link set … nomaster`, `… down`, `ip addr del`, a write to sysfs, `ip link del`. */
export const MEDDLING: Record<string, Happening> = {
  ...each('takes the port out', ['eth0', 'eth1', 'wlan0'], (name, machine) => {
    const bond = machine.links[name]?.master;
    return bond ? predict(machine, { kind: 'leave', bond, port: name }) : null;
  }),
  ...each('sets down', ['bond0', 'eth0', 'eth1', 'wlan0'], (link, machine) => {
    if (!machine.links[link]?.up) return null;
    const down = predict(machine, { kind: 'set-up', link, up: false });
    const port = down.ports[link];
    return port ? { ...down, ports: { ...down.ports, [link]: { ...port, miiStatus: 'down' } } } : down;
  }),
  ...each('takes an address off', ['bond0', 'eth0', 'eth1'], (link, machine) => {
    const mine = machine.addresses.find((address) => address.link === link);
    return mine ? predict(machine, { kind: 'remove-address', link, address: mine }) : null;
  }),
  ...each('sets the option', ['miimon', 'primary', 'mode'], (option, machine) => {
    const value = { miimon: '77', primary: '', mode: 'broadcast' }[option] ?? '';
    const bond = machine.bonds['bond0'];
    if (!bond || bond.options[option] === value || (option === 'mode' && bond.ports.length > 0)) return null;
    return predict(machine, { kind: 'set-option', bond: 'bond0', option, value });
  }),
  'deletes bond0': (machine) =>
    machine.bonds['bond0'] ? predict(machine, { kind: 'delete-bond', bond: 'bond0' }) : null,
};

function each(
  says: string,
  names: readonly string[],
  happens: (name: string, machine: Machine) => Machine | null,
): Record<string, Happening> {
  return Object.fromEntries(
    names.map((name) => [`${says} ${name}`, (machine: Machine) => happens(name, machine)] as const),
  );
}
