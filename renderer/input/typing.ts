const TEXT_INPUT =
  'input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select, [contenteditable=true]';

/** Whether keys now make text: then they mean nothing else, save that Space stops the robot. */
export function isTyping(element: EventTarget | null): boolean {
  return element instanceof Element && element.matches(TEXT_INPUT);
}
