/** Small enough that noise is gone; the checks of recorded episodes compare at the same size. */
export const VIEW_WIDTH = 32;
export const VIEW_HEIGHT = 24;

/** A gray picture of 32 × 24, row after row, 0 … 255. Blurred, so that what is a little apart differs a little. */
export type GrayView = Uint8Array;
