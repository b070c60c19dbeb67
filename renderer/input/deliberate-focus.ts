let cameByTab = false;

/**
 * Whether the operator walked to the focused control by Tab. Then Enter belongs to that control; a button
 * that merely kept the focus after a click must not take Enter away from the large one.
 */
export function isFocusDeliberate(): boolean {
  return cameByTab && document.activeElement !== document.body;
}

export function watchFocus(): void {
  window.addEventListener('keydown', (event) => event.code === 'Tab' && setCameByTab(true), true);
  window.addEventListener('pointerdown', () => setCameByTab(false), true);
}

function setCameByTab(value: boolean): void {
  cameByTab = value;
}
