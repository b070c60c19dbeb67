import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { shippedProtocols } from '../../protocols/shipped.ts';
import {
  issuesIn,
  issuesOf,
  ledTo,
  newTransition,
  withNewPhase,
  withoutPhase,
  withPhase,
  withRule,
} from './draft.ts';

const [vbt] = shippedProtocols();
const protocol = vbt!;

describe('a protocol that is being written', () => {
  it('stays whole when a phase gets another name', () => {
    const draft = withPhase(protocol, 1, { name: 'way-back' });
    expect(issuesOf(draft)).toEqual([]);
    expect(draft.rules.order).toEqual(['failure', 'way-back', 'success']);
    expect(draft.rules.atLeast).toHaveProperty('way-back', 1);
    expect(draft.phases[0]!.transitions[0]!.to).toBe('way-back');
  });

  it('leaves another phase what is its own while a name that is typed passes through its name', () => {
    let draft = withNewPhase(protocol);
    const names = Array.from('recovery-2', (_, i) => 'recovery-2'.slice(0, i + 1));
    for (const name of names) draft = withPhase(draft, 3, { name });
    expect(draft.phases[3]!.name).toBe('recovery-2');
    expect(draft.rules).toEqual(protocol.rules);
    expect(draft.phases.slice(0, 3)).toEqual(protocol.phases);
  });

  it('loses the rules of a phase with the phase', () => {
    const ruled = withRule(protocol, 'flagAbove', 'recovery', 3);
    const transitions = [ledTo(newTransition('on'), 'success')];
    const draft = withoutPhase(withPhase(ruled, 0, { transitions }), 1);
    expect(issuesOf(draft).filter(({ path }) => path.startsWith('rules'))).toEqual([]);
    expect(draft.rules.order).toEqual(['failure', 'success']);
  });

  it('keeps the rules of a phase when another of the same name is removed', () => {
    const twice = withPhase(withNewPhase(protocol), 3, { name: 'recovery' });
    expect(withoutPhase(twice, 3)).toEqual(protocol);
  });

  it('says by the path which field is wrong', () => {
    const draft = withPhase(protocol, 0, { suggestedMs: -5, title: '' });
    expect(issuesOf(draft).map(({ path }) => path)).toEqual(['phases[0].title', 'phases[0].suggestedMs']);
    expect(issuesOf(withoutPhase(protocol, 1)).map(({ path }) => path)).toContain(
      'phases[0].transitions[0].to',
    );
  });

  it('gets phases that nothing leads to yet, which it says, and is whole once something does', () => {
    const longer = withNewPhase(withNewPhase(protocol));
    expect(longer.phases.map(({ name }) => name)).toEqual([
      'failure',
      'recovery',
      'success',
      'phase-4',
      'phase-5',
    ]);
    expect(issuesOf(withNewPhase(protocol))).toEqual([
      { path: 'phases[3]', message: '"phase-4" is never reached from "failure"' },
    ]);
    const draft = withNewPhase(protocol);
    const transitions = [...draft.phases[2]!.transitions, { ...ledTo(newTransition('on'), 'phase-4') }];
    expect(issuesOf(withPhase(draft, 2, { transitions }))).toEqual([]);
  });

  it('has an outcome just where the episode ends', () => {
    const away = ledTo(newTransition('done'), 'recovery');
    expect(away).not.toHaveProperty('outcome');
    expect(ledTo(away, 'end').outcome).toBe('success');
  });

  it('takes rules and gives them up', () => {
    const draft = withRule(protocol, 'atMost', 'failure', 2);
    expect(draft.rules.atMost).toEqual({ success: 1, failure: 2 });
    expect(withRule(draft, 'atMost', 'failure', null).rules.atMost).toEqual({ success: 1 });
  });
});

it('shows a refusal without fields as it is', () => {
  expect(issuesIn(new AppError('io', 'the disk is full'))).toEqual([
    { path: '', message: 'the disk is full' },
  ]);
});
