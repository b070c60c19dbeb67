import { createTheme, Modal, Tooltip } from '@mantine/core';

/**
 * Mantine's behaviour with the look of `global.css`: its colours come from there as CSS variables, so that
 * the page needs no style element of its own and a strict policy holds.
 */
export const theme = createTheme({
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Locking the scroll would insert a style element; the shell does not scroll anyway.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        yOffset: 80,
        transitionProps: { duration: 0 },
        zIndex: 100,
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 400,
        withArrow: true,
        multiline: true,
        zIndex: 400,
        events: { hover: true, focus: true, touch: false },
      },
    }),
  },
});
