import { DESK, Laptop } from './laptop.ts';
import { ROUTER } from '../lab/world.ts';
const laptop = await Laptop.boot();
const fixed = { ipv4: { method: 'static' as const, addresses: ['10.77.0.50/24'], gateway: ROUTER.v4 } };
const cables = { ...DESK, ports: [{ adapter: 'eth0' }, { adapter: 'eth1' }] };
async function gap(name: string, profile: any, more: string[] = []) {
  try {
  await laptop.lab.laptopOnCable();
  await laptop.startHelper();
  const probe = await laptop.lab.probe({ from: 'laptop', to: ROUTER.v4, intervalMs: 10 });
  await probe.untilAnswered();
  const up = await laptop.up(profile, ...more);
  await laptop.lab.shell('sleep 2');
  const r = await probe.stop();
  console.log('GAP', name, up.code, up.code ? up.stdout + up.stderr : '', 'longest', r.longestGapMs, 'lost', r.lost, 'of', r.sent);
  console.log((up.json as any)?.steps?.map((s: any) => s.says).join(' | '));
  await laptop.cli(['down']);
  } finally { await laptop.reset(); }
}
if (process.argv.includes('force')) {
  await laptop.lab.laptopOnCable();
  const H = '/linkbraid/dist/helper-forced/';
  await laptop.lab.start(['node', H + 'linkbraid-helper.js', 'serve']);
  await laptop.lab.shell('while ! [ -S /run/linkbraid/helper.sock ]; do sleep 0.2; done');
  await laptop.lab.writeFile('/tmp/p.json', JSON.stringify({ name: 'f', bond: { mode: 'active-backup' }, ports: [{ adapter: 'eth0' }] }));
  const cli = async (line: string) => { const r = await laptop.lab.exec(['sh', '-c', `node ${H}linkbraid.js ${line}`]); console.log('$', line, '->', r.code, r.stdout, r.stderr); };
  await cli('plan -f /tmp/p.json --force-option resend_igmp=7');
  await cli('up -f /tmp/p.json --force-option resend_igmp=7');
  console.log(await laptop.lab.shell('cat /sys/class/net/bond0/bonding/resend_igmp; ls /sys/class/net/bond0/bonding'));
  await cli('set bond0 --force-option resend_igmp=9 --try 60');
  console.log(await laptop.lab.shell('cat /sys/class/net/bond0/bonding/resend_igmp'));
  await cli('revert');
  console.log(await laptop.lab.shell('cat /sys/class/net/bond0/bonding/resend_igmp'));
  await cli('set bond0 --force-option resend_igmp=900');
  await cli('set bond0 --force-option nonsense=9');
  await cli('set bond0 --force-option miimon=9');
  console.log(await laptop.lab.shell('cat /sys/class/net/bond0/bonding/resend_igmp'));
  await cli('set bond0 fail_over_mac=active --rebuild');
  console.log(await laptop.lab.shell('cat /sys/class/net/bond0/bonding/resend_igmp'));
  await cli('down');
  await laptop.reset();
}
await gap('static cable+wifi', { ...DESK, ip: fixed });
await gap('auto cable+wifi', DESK);
await gap('static two cables', { ...cables, ip: fixed });
await gap('static rr two cables', { ...cables, bond: { mode: 'balance-rr' as const }, ip: fixed });
await laptop.stop();
