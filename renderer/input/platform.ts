/** Cmd takes the place of Ctrl on Apple's keyboards. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
