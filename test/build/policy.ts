import { readFileSync } from 'node:fs';

export interface PolicyDefaults {
  any: string;
  inactive: string;
  active: string;
}

/** What our polkit policy grants by default, by action. */
export function policyDefaults(): Map<string, PolicyDefaults> {
  const policy = readFileSync('build/system/org.linkbraid.policy', 'utf8');
  const actions = [...policy.matchAll(/<action id="([^"]+)">(.*?)<\/action>/gs)];
  return new Map(
    actions.map(([, id = '', body = '']) => {
      const granted = (who: string) => new RegExp(`<allow_${who}>(\\w+)</allow_${who}>`).exec(body)?.[1] ?? '';
      return [id, { any: granted('any'), inactive: granted('inactive'), active: granted('active') }];
    }),
  );
}
