import type { Snapshot } from '../../core/contract/snapshot.ts';
import type { StationLink } from '../link/station-link.ts';
import { settingsStore } from '../shared/settings.ts';

/** What is said now that one snapshot has followed the other; null when nothing is new to the operator. */
export function wordsFor(before: Snapshot, now: Snapshot): string | null {
  const known = new Set(before.alerts.map((alert) => alert.id));
  const alarm = now.alerts.find(({ id, severity }) => severity === 'alarm' && !known.has(id));
  if (alarm !== undefined) return `${alarm.title}. ${alarm.action}`;
  if (now.session === null) return null;
  const leads = leaderIn(now);
  if (leads !== null && leaderIn(before) !== null && leads !== leaderIn(before)) return leads;
  const isSame =
    before.collect.status === now.collect.status &&
    before.collect.phase?.name === now.collect.phase?.name &&
    before.collect.phase?.attempt === now.collect.phase?.attempt;
  if (isSame) return null;
  switch (now.collect.status) {
    case 'recording':
      return now.collect.phase === null ? null : promptOf(now);
    case 'review':
    case 'ready':
      return promptOf(now);
    default:
      return null;
  }
}

/** Of an episode with a policy; null elsewhere, where only the operator could be. */
function leaderIn({ collect, input }: Snapshot): string | null {
  if (collect.status !== 'recording' || input.policy === null) return null;
  return input.policy.isLeading ? 'The policy drives.' : 'You drive.';
}

export function promptOf({ collect }: Snapshot): string {
  return `${collect.title} ${collect.prompt}`.replace(/^([^.?!]*[^.?!\s]) (?=[A-Z])/, '$1. ');
}

/** Reads prompts and alarms aloud: operators look at the robot, not at the screen. */
export function speakPrompts(station: StationLink): void {
  station.store.subscribe(({ snapshot, link }, before) => {
    if (!settingsStore.getState().hasVoice) return;
    if (link.status === 'lost' && before.link.status === 'live') return say('The station does not answer.');
    if (snapshot === null || before.snapshot === null || snapshot === before.snapshot) return;
    const words = wordsFor(before.snapshot, snapshot);
    if (words !== null) say(words);
  });
}

/** In place of what is being said: what was true a second ago must not be heard now. */
export function say(words: string): void {
  const { speechSynthesis } = window;
  // Chromium on a machine without a speech service has none.
  if (speechSynthesis === undefined) return;
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.lang = 'en';
  speechSynthesis.speak(utterance);
}
