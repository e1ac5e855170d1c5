/** One file of an archive the kernel unpacks as its initial RAM file system. */
export interface CpioFile {
  readonly path: string;
  readonly data: string | Buffer;
  readonly mode?: number;
}

/** An archive in cpio's "newc" format. The kernel unpacks several in a row, later files over earlier ones. */
export function cpioArchive(files: readonly CpioFile[], folders: readonly string[] = []): Buffer {
  const parts: Buffer[] = [];
  let inode = 1;
  const add = (path: string, mode: number, data: Buffer): void => {
    const name = Buffer.from(`${path}\0`);
    // inode mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
    const fields = [inode++, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
    const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
    parts.push(pad(Buffer.concat([head, name])), pad(data));
  };
  for (const folder of folders) add(folder, 0o040755, Buffer.alloc(0));
  for (const file of files) add(file.path, 0o100000 | (file.mode ?? 0o644), Buffer.from(file.data));
  add('TRAILER!!!', 0, Buffer.alloc(0));
  const all = Buffer.concat(parts);
  return Buffer.concat([all, Buffer.alloc((512 - (all.length % 512)) % 512)]);
}

function pad(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}
