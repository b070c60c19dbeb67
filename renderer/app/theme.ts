import { createTheme, Tooltip } from '@mantine/core';

/**
 * Mantine's behaviour with the look of `global.css`: its colours come from there as CSS variables, so that
 * the page needs no style element of its own and a strict policy holds.
 */
export const theme = createTheme({
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, withArrow: true, multiline: true, zIndex: 400 },
    }),
  },
});
