import { describe, expect, it } from 'vitest';
import { chordLabel, clashes, matchesChord } from './chord.ts';

type Press = Parameters<typeof matchesChord>[1];

function press(code: string, held: Partial<Press> = {}): Press {
  return { code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held };
}

describe('a chord', () => {
  it.each<[string, Press, boolean]>([
    ['KeyU', press('KeyU'), true],
    ['KeyU', press('KeyU', { shiftKey: true }), false],
    ['KeyU', press('KeyU', { ctrlKey: true }), false],
    ['KeyU', press('KeyU', { altKey: true }), false],
    ['Mod+KeyZ', press('KeyZ', { ctrlKey: true }), true],
    ['Mod+KeyZ', press('KeyZ', { metaKey: true }), true],
    ['Mod+KeyZ', press('KeyZ', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+Shift+KeyZ', press('KeyZ', { ctrlKey: true, shiftKey: true }), true],
    ['Shift+ArrowLeft', press('ArrowLeft', { shiftKey: true }), true],
    ['Shift+ArrowLeft', press('ArrowLeft'), false],
  ])('%s met by a press: case %#', (chord, event, expected) => {
    expect(matchesChord(chord, event, false)).toBe(expected);
  });

  it('is met while Shift is held as the dead-man', () => {
    expect(matchesChord('KeyU', press('KeyU', { shiftKey: true }), true)).toBe(true);
    expect(clashes('KeyU', 'Shift+KeyU', true)).toBe(true);
    expect(clashes('KeyU', 'Shift+KeyU', false)).toBe(false);
  });

  it('is shown as the operator’s own keys', () => {
    const azerty = new Map([['KeyZ', 'w']]);
    expect(chordLabel('Mod+Shift+KeyZ', azerty, false)).toBe('Ctrl Shift W');
    expect(chordLabel('Mod+KeyZ', azerty, true)).toBe('⌘ W');
  });
});
