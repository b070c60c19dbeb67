import { z } from 'zod';
import { type Issue, invalidInput, parseJson } from '../core/parse.ts';

const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'expected a name of lower-case letters, digits and dashes, such as "failure"');

const outcomeSchema = z.enum(['success', 'failure']);

const transitionSchema = z.strictObject({
  /** Recorded with the mark. */
  id: nameSchema,
  /** What the operator's button says. */
  label: z.string().min(1).max(60),
  /** The next phase, or `end`. */
  to: nameSchema,
  /** Needed where `to` is `end`. */
  outcome: outcomeSchema.optional(),
  /**
   * What the stretch that is being left turned out to be, where its own name would be untrue: an attempt
   * that fails was not the success it was meant to become.
   */
  relabel: nameSchema.optional(),
  /** The next phase belongs to a new attempt. */
  isNewAttempt: z.boolean().default(false),
});

const phaseSchema = z.strictObject({
  name: nameSchema,
  title: z.string().min(1).max(40),
  /** What to do, in one or two short sentences read from two metres. */
  prompt: z.string().min(1).max(160),
  /** What makes the phase done, for an operator who wonders whether this was it. */
  counts: z.string().min(1).max(160).optional(),
  /** One of the coach's drawings, by name; a screen that has no such drawing shows none. */
  picture: nameSchema.optional(),
  /** What the phase means to the robot's driver, so that a scripted operator can follow any protocol. */
  intent: z.enum(['succeed', 'fail', 'recover', 'free']),
  suggestedMs: z.int().positive(),
  color: z.enum(['orange', 'blue', 'green', 'violet', 'teal', 'gray']),
  /** The first one is the main way on. Only a phase that is nothing but a relabel may have none. */
  transitions: z.array(transitionSchema).max(4),
});

const rulesSchema = z.strictObject({
  /** Phases in the order in which they must first appear. */
  order: z.array(nameSchema).default([]),
  /** Phases that must appear at least this often. */
  atLeast: z.record(nameSchema, z.int().min(1)).default({}),
  /** Phases that must not appear more often. */
  atMost: z.record(nameSchema, z.int().min(1)).default({}),
  /** More segments than this are allowed, and flagged. */
  flagAbove: z.record(nameSchema, z.int().min(1)).default({}),
  outcome: outcomeSchema.optional(),
});

const rewardSchema = z.strictObject({
  kind: z.literal('sparse'),
  /** On the step whose action brought the outcome `success`; 0 on every other step. */
  success: z.number(),
});

export const protocolSchema = z.strictObject({
  format: z.literal(1),
  name: nameSchema,
  version: z.int().min(1),
  title: z.string().min(1).max(60),
  description: z.string().min(1).max(300),
  start: nameSchema,
  phases: z.array(phaseSchema).min(1).max(12),
  rules: rulesSchema,
  reward: rewardSchema,
});

export type Protocol = z.infer<typeof protocolSchema>;
export type Phase = Protocol['phases'][number];
export type Transition = Phase['transitions'][number];

/** The target of a transition that ends the episode. */
export const END = 'end';

/**
 * Read a protocol's JSON text. Beyond the schema, every name that one part uses must exist in another, and
 * the end must be within reach of the start.
 *
 * @throws AppError `invalid-input` with the path of each wrong field.
 */
export function parseProtocol(text: string, source: string): Protocol {
  const protocol = parseJson(protocolSchema, text, source);
  const issues = [...danglingNames(protocol), ...unreachable(protocol)];
  if (issues.length > 0) throw invalidInput(issues, source);
  return protocol;
}

export function findPhase(protocol: Protocol, name: string): Phase | undefined {
  return protocol.phases.find((phase) => phase.name === name);
}

/** Names that the marks can lead to, {@link END} among them; the others are nothing but relabels. */
export function reachablePhases(protocol: Protocol): Set<string> {
  const reached = new Set<string>();
  const open = [protocol.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const transition of findPhase(protocol, name)?.transitions ?? []) open.push(transition.to);
  }
  return reached;
}

function danglingNames(protocol: Protocol): Issue[] {
  const names = protocol.phases.map((phase) => phase.name);
  const issues: Issue[] = [];
  const expectPhase = (path: string, name: string): void => {
    if (!names.includes(name)) {
      issues.push({ path, message: `expected one of the phases ${names.join(', ')}, found "${name}"` });
    }
  };
  expectPhase('start', protocol.start);
  protocol.phases.forEach((phase, i) => {
    const path = `phases[${i}]`;
    if (names.indexOf(phase.name) !== i) {
      issues.push({
        path: `${path}.name`,
        message: `expected a name of its own, found "${phase.name}" again`,
      });
    }
    if (phase.name === END) {
      issues.push({ path: `${path}.name`, message: `expected another name: "${END}" is where episodes end` });
    }
    phase.transitions.forEach((transition, j) => {
      const at = `${path}.transitions[${j}]`;
      if (transition.to !== END) expectPhase(`${at}.to`, transition.to);
      if (transition.relabel !== undefined) expectPhase(`${at}.relabel`, transition.relabel);
      if (transition.to === END && transition.outcome === undefined) {
        issues.push({
          path: `${at}.outcome`,
          message: `expected "success" or "failure" where to is "${END}"`,
        });
      }
      if (transition.to !== END && transition.outcome !== undefined) {
        issues.push({ path: `${at}.outcome`, message: `expected none unless to is "${END}"` });
      }
      if (phase.transitions.findIndex((other) => other.id === transition.id) !== j) {
        issues.push({
          path: `${at}.id`,
          message: `expected an id of its own, found "${transition.id}" again`,
        });
      }
    });
  });
  const { order, atLeast, atMost, flagAbove } = protocol.rules;
  for (const [i, name] of order.entries()) expectPhase(`rules.order[${i}]`, name);
  for (const name of Object.keys(atLeast)) expectPhase(`rules.atLeast.${name}`, name);
  for (const name of Object.keys(atMost)) expectPhase(`rules.atMost.${name}`, name);
  for (const name of Object.keys(flagAbove)) expectPhase(`rules.flagAbove.${name}`, name);
  return issues;
}

function unreachable(protocol: Protocol): Issue[] {
  const reached = reachablePhases(protocol);
  const relabels = protocol.phases.flatMap((phase) => phase.transitions.map(({ relabel }) => relabel));
  const issues: Issue[] = [];
  protocol.phases.forEach((phase, i) => {
    if (reached.has(phase.name)) {
      if (phase.transitions.length === 0) {
        issues.push({ path: `phases[${i}].transitions`, message: `expected a way out of "${phase.name}"` });
      }
    } else if (!relabels.includes(phase.name)) {
      issues.push({
        path: `phases[${i}]`,
        message: `"${phase.name}" is never reached from "${protocol.start}"`,
      });
    }
  });
  if (!reached.has(END)) {
    issues.push({
      path: 'phases',
      message: `no transition reached from "${protocol.start}" leads to "${END}"`,
    });
  }
  return issues;
}
