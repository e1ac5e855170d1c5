/**
 * Interfaces in four-address mode, of `iw dev` (iw, interface.c). A network's name, which may be anything, stands escaped
 * behind its own word and begins no line.
 */
export function decodeFourAddress(text: string): Set<string> {
  const found = new Set<string>();
  let name = '';
  for (const line of text.split('\n')) {
    name = /^\tInterface (\S+)$/.exec(line)?.[1] ?? name;
    if (line === '\t\t4addr: on') found.add(name);
  }
  return found;
}
