import dbus from '@particle/dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';

/**
 * Says whether the desktop has a tray, now and whenever that changes. Without a session bus there is none.
 * @returns what ends the watching
 */
export async function watchTrayHost(onChange: (there: boolean) => void): Promise<() => void> {
  let bus: dbus.MessageBus;
  try {
    bus = dbus.sessionBus();
    // Without a listener a bus that goes away would end the app.
    bus.on('error', () => onChange(false));
    const names = (await bus.getProxyObject(BUS, '/org/freedesktop/DBus')).getInterface(BUS) as dbus.ClientInterface & {
      NameHasOwner: (name: string) => Promise<boolean>;
    };
    names.on('NameOwnerChanged', (name: string, _before: string, now: string) => {
      if (name === WATCHER) onChange(now !== '');
    });
    onChange(await names.NameHasOwner(WATCHER));
  } catch {
    onChange(false);
    return () => undefined;
  }
  return () => bus.disconnect();
}
