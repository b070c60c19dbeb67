/** The way of a screen's messages, whatever carries them. */
export interface ScreenWay {
  send(text: string): void;
  /** @param listener hears the texts, and none of the pictures */
  onText(listener: (text: string) => void): void;
  close(): void;
}
