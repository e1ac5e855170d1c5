/**
 * Names come from the air and from hardware: control and direction characters in them would rewrite the sentence
 * around them, so they are shown as what they are, unreadable. The zero-width joiner stays: emoji are made with it.
 */
export function readable(name: string): string {
  return name.replace(/(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
