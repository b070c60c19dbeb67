/** New servers know only the first name, old ones only the second; the protocol is the same. */
export const FOXGLOVE_SUBPROTOCOLS = ['foxglove.sdk.v1', 'foxglove.websocket.v1'] as const;
