// Every operation that changes a file below a directory goes through a function of the test's. The program under test
// knows nothing of it: the functions of node:fs themselves are exchanged, for all who import them.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CREATES = /[wa]/;

/** @type {typeof import('./file-operations.mjs').onFileOperations} */
export function onFileOperations(directory, around) {
  const paths = new Map();
  const original = {};
  const within = (path) => typeof path === 'string' && (path === directory || path.startsWith(`${directory}/`));
  const exchange = (name, wrapper) => {
    original[name] = fs[name];
    fs[name] = wrapper(fs[name]);
  };

  exchange('openSync', (real) => (path, flags, mode) => {
    const opened = () => {
      const descriptor = real(path, flags, mode);
      if (within(path)) paths.set(descriptor, path);
      return descriptor;
    };
    if (!within(path) || !CREATES.test(String(flags))) return opened();
    return around({ name: 'open', path, grows: !fs.existsSync(path) }, opened);
  });
  exchange('closeSync', (real) => (descriptor) => {
    paths.delete(descriptor);
    real(descriptor);
  });
  exchange('writeSync', (real) => (descriptor, data, ...where) => {
    const path = paths.get(descriptor);
    if (path === undefined || typeof where[0] === 'object') return real(descriptor, data, ...where);
    const [from = 0, length] = Buffer.isBuffer(data) ? where : [];
    const bytes = Buffer.isBuffer(data) ? data.subarray(from, from + (length ?? data.length)) : Buffer.from(data);
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    return around({ name: 'write', path, grows: true, half: () => real(descriptor, half) }, () =>
      real(descriptor, bytes),
    );
  });
  // Node's own may take a shortcut past the functions above.
  exchange('writeFileSync', (real) => (file, data, options) => {
    const path = typeof file === 'number' ? paths.get(file) : file;
    if (!within(path)) return real(file, data, options);
    const descriptor = typeof file === 'number' ? file : fs.openSync(file, options?.flag ?? 'w', options?.mode);
    try {
      const bytes = Buffer.from(data);
      for (let from = 0; from < bytes.length;) from += fs.writeSync(descriptor, bytes, from);
    } finally {
      if (typeof file !== 'number') fs.closeSync(descriptor);
    }
  });
  for (const name of ['fsyncSync', 'ftruncateSync'])
    exchange(name, (real) => (descriptor, ...words) => {
      const path = paths.get(descriptor);
      const sync = name === 'fsyncSync';
      const run = () => real(descriptor, ...words);
      return path === undefined ? run() : around({ name: sync ? 'sync' : 'truncate', path, grows: sync }, run);
    });
  exchange('mkdirSync', (real) => (path, options) => {
    const run = () => real(path, options);
    return within(path) ? around({ name: 'mkdir', path, grows: !fs.existsSync(path) }, run) : run();
  });
  exchange('renameSync', (real) => (from, to) => {
    const run = () => real(from, to);
    return within(to) ? around({ name: 'rename', path: to, grows: true }, run) : run();
  });
  // Not unlinkSync, which Node's own rmSync would take along when it is first called.
  exchange('rmSync', (real) => (path, options) => {
    const run = () => real(path, options);
    return within(path) && fs.existsSync(path) ? around({ name: 'remove', path, grows: false }, run) : run();
  });

  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, original);
    syncBuiltinESMExports();
  };
}
