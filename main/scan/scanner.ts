import wifi from 'node-wifi';

/*
 * Runs in a process of its own, before there is a helper: what the radios hear comes from strangers, and the package
 * that reads it starts a program. Says once what was found, and is ended.
 */

wifi.init({ iface: null });
wifi.scan().then(
  (found) => process.parentPort.postMessage(found),
  () => process.parentPort.postMessage([]),
);
