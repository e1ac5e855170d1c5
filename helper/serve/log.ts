export type LogFields = Record<string, string | number | boolean | null>;

/** One line an entry. Callers pass names, numbers and codes; never parameters, documents or raw error texts. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Syslog levels in angle brackets are read by journald from a service's stderr (sd-daemon(3)). */
const PREFIX = { info: '<6>', warn: '<4>', error: '<3>' } as const;

/** `write` gets whole lines with "\n". */
export function createLog(write: (line: string) => void): Log {
  const entry =
    (level: keyof typeof PREFIX) =>
    (message: string, fields: LogFields = {}) => {
      const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${plain(value)}`);
      write(`${PREFIX[level]}${message}${pairs.join('')}\n`);
    };
  return { info: entry('info'), warn: entry('warn'), error: entry('error') };
}

/** Quoted as JSON unless it is a simple word: a name with a line break must not look like an entry of its own. */
function plain(value: LogFields[string]): string {
  return typeof value === 'string' && !/^[\w.:/@+-]+$/.test(value) ? JSON.stringify(value) : String(value);
}
