import type { LinkEvent } from '../contract.ts';
import type { Words } from '../words/en.ts';
import { saying, type Saying } from '../words/sayings.ts';

export type Filter = 'all' | 'links' | 'changes';

/** What happened, in the chosen language where the kind of event tells enough; else the helper's own words. */
export function eventSentence(event: LinkEvent, words: Words, language: 'en' | 'de'): Saying {
  const { kind, port, bond, says, details } = event;
  const { activity } = words;
  const gap = typeof details['gapMs'] === 'number' ? activity.gap(details['gapMs']) : '';
  const own = (text: string) => ({ text: `${text}${gap}`, english: false });
  if (kind === 'failover') return own(port === null ? activity.failoverNone : activity.failover(port));
  if (port !== null) {
    if (kind === 'carrier-lost') return own(activity.carrierLost(port));
    if (kind === 'carrier-back') return own(activity.carrierBack(port));
    if (kind === 'port-joined' && bond !== null) return own(activity.portJoined(port, bond));
    if (kind === 'port-left' && bond !== null) return own(activity.portLeft(port, bond));
  }
  if (kind === 'option-changed' && bond !== null) return own(activity.optionChanged(String(details['option']), bond));
  if (kind === 'bond-up' && bond !== null) return own(activity.bondUp(bond));
  if (kind === 'bond-down' && bond !== null) return own(activity.bondDown(bond));
  return saying(says, language);
}

export function passes({ kind }: LinkEvent, filter: Filter): boolean {
  if (filter === 'all') return true;
  const ofLinks = kind === 'failover' || kind === 'carrier-lost' || kind === 'carrier-back';
  return filter === 'links' ? ofLinks : !ofLinks;
}

export type EventTone = 'good' | 'bad' | 'turn' | 'plain';

export function eventTone({ kind }: LinkEvent): EventTone {
  switch (kind) {
    case 'carrier-lost':
    case 'bond-down':
      return 'bad';
    case 'carrier-back':
    case 'bond-up':
      return 'good';
    case 'failover':
      return 'turn';
    case 'port-joined':
    case 'port-left':
    case 'option-changed':
    case 'transaction':
      return 'plain';
  }
}

/** Newest first, by the day it was where the reader is. */
export function byDay(events: readonly LinkEvent[]): { at: number; events: LinkEvent[] }[] {
  const days = new Map<string, { at: number; events: LinkEvent[] }>();
  for (const event of [...events].reverse()) {
    const key = new Date(event.at).toDateString();
    const day = days.get(key);
    if (day) day.events.push(event);
    else days.set(key, { at: event.at, events: [event] });
  }
  return [...days.values()];
}
