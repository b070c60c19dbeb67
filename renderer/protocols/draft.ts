import { AppError } from '../../core/errors.ts';
import type { Issue } from '../../core/parse.ts';
import { END, type Phase, type Protocol, parseProtocol, type Transition } from '../../protocols/protocol.ts';

/** The rules that count how often a phase appears. */
const COUNTED = ['atLeast', 'atMost', 'flagAbove'] as const;

/** What is wrong with a protocol as it is being written, by the path of each field; empty when it can be saved. */
export function issuesOf(draft: Protocol): Issue[] {
  try {
    parseProtocol(JSON.stringify(draft), 'draft');
    return [];
  } catch (error) {
    return issuesIn(error);
  }
}

/** The wrong fields that an error speaks of; the error itself where it names none. */
export function issuesIn(error: unknown): Issue[] {
  if (!(error instanceof AppError)) throw error;
  const { issues } = error.details as { issues?: Issue[] };
  return issues ?? [{ path: '', message: error.message }];
}

/** The same protocol, free to be changed: one version on. */
export function nextVersion(protocol: Protocol): Protocol {
  return { ...protocol, version: protocol.version + 1 };
}

export function withPhase(draft: Protocol, index: number, change: Partial<Phase>): Protocol {
  const before = draft.phases[index]!;
  const phases = draft.phases.map((phase, i) => (i === index ? { ...phase, ...change } : phase));
  const changed = { ...draft, phases };
  // A name that is being typed may pass through another phase's; that one keeps what refers to it.
  if (change.name === undefined || hasPhase(changed, before.name)) return changed;
  return renamed(changed, before.name, change.name);
}

/** A phase that ends the episode with success, until more is said of it. */
export function withNewPhase(draft: Protocol): Protocol {
  const names = new Set(draft.phases.map(({ name }) => name));
  let number = draft.phases.length + 1;
  while (names.has(`phase-${number}`)) number += 1;
  const phase: Phase = {
    name: `phase-${number}`,
    title: `Phase ${number}`,
    prompt: 'Say what to do.',
    intent: 'free',
    suggestedMs: 10_000,
    color: 'gray',
    transitions: [newTransition('done')],
  };
  return { ...draft, phases: [...draft.phases, phase] };
}

/** The phase's rules go with it; transitions that led to it stay, and are shown to lead nowhere. */
export function withoutPhase(draft: Protocol, index: number): Protocol {
  const { name } = draft.phases[index]!;
  const shorter = { ...draft, phases: draft.phases.filter((_, i) => i !== index) };
  return hasPhase(shorter, name) ? shorter : withoutRulesOf(shorter, name);
}

export function newTransition(id: string): Transition {
  return { id, label: 'It is done', to: END, outcome: 'success', isNewAttempt: false };
}

/** An outcome stands where the episode ends, and nowhere else. */
export function ledTo(transition: Transition, to: string): Transition {
  const { outcome, ...rest } = transition;
  return to === END ? { ...rest, to, outcome: outcome ?? 'success' } : { ...rest, to };
}

/** Set how often a phase must, may or should appear; null takes the rule away. */
export function withRule(
  draft: Protocol,
  rule: (typeof COUNTED)[number],
  phase: string,
  count: number | null,
): Protocol {
  const { [phase]: _before, ...others } = draft.rules[rule];
  const counts = count === null ? others : { ...others, [phase]: count };
  return { ...draft, rules: { ...draft.rules, [rule]: counts } };
}

function hasPhase(draft: Protocol, name: string): boolean {
  return draft.phases.some((phase) => phase.name === name);
}

function withoutRulesOf(draft: Protocol, phase: string): Protocol {
  const order = draft.rules.order.filter((name) => name !== phase);
  const ordered = { ...draft, rules: { ...draft.rules, order } };
  return COUNTED.reduce((rest, rule) => withRule(rest, rule, phase, null), ordered);
}

/** A phase's new name goes wherever the old one stood. */
function renamed(draft: Protocol, before: string, name: string): Protocol {
  const follow = (value: string): string => (value === before ? name : value);
  const followKeys = (counts: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(counts).map(([phase, count]) => [follow(phase), count]));
  const { order, atLeast, atMost, flagAbove, ...rules } = draft.rules;
  return {
    ...draft,
    start: follow(draft.start),
    phases: draft.phases.map((phase) => ({
      ...phase,
      transitions: phase.transitions.map(({ relabel, ...transition }) => ({
        ...transition,
        to: follow(transition.to),
        ...(relabel === undefined ? {} : { relabel: follow(relabel) }),
      })),
    })),
    rules: {
      ...rules,
      order: order.map(follow),
      atLeast: followKeys(atLeast),
      atMost: followKeys(atMost),
      flagAbove: followKeys(flagAbove),
    },
  };
}
