import { createStore } from 'zustand/vanilla';
import type { RequestName, RequestParams } from '../../core/contract/requests.ts';
import { messageOf } from '../../core/errors.ts';
import type { StationLink } from './station-link.ts';

export interface IntentState {
  isBusy: boolean;
  /** Why the last intent was not carried out, in words; null once one was, or it was read. */
  refusal: string | null;
}

/**
 * What the operator wants, one thing at a time: a second press while the first is under way does nothing.
 * Stopping the robot waits for nothing.
 */
export class Intents {
  readonly store = createStore<IntentState>(() => ({ isBusy: false, refusal: null }));
  readonly #station: StationLink;

  constructor(station: StationLink) {
    this.#station = station;
  }

  /** @returns whether the station did it. A refusal is shown to the operator. */
  async perform<N extends RequestName>(name: N, params: RequestParams<N>): Promise<boolean> {
    if (this.store.getState().isBusy) return false;
    this.store.setState({ isBusy: true });
    const refusal = await this.#refusalOf(name, params);
    this.store.setState({ isBusy: false, refusal });
    return refusal === null;
  }

  async stop(): Promise<void> {
    const refusal = await this.#refusalOf('robot.stop', {});
    if (refusal === null) return;
    this.store.setState({
      refusal: `The robot was not stopped from here. Use its hardware stop. ${refusal}`,
    });
  }

  dismiss(): void {
    this.store.setState({ refusal: null });
  }

  async #refusalOf<N extends RequestName>(name: N, params: RequestParams<N>): Promise<string | null> {
    try {
      await this.#station.request(name, params);
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }
}
