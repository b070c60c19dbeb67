import type { ProposalView } from '../../core/contract/profiles.ts';
import { AppError } from '../../core/errors.ts';
import { imageSize } from '../../core/image-size.ts';
import { type Bridge, imageBytes } from '../../robots/bridge/bridge.ts';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { bridgeOf } from '../../robots/proposal/bridge-address.ts';
import { formatProfile } from '../../robots/proposal/format.ts';
import { proposeProfile } from '../../robots/proposal/propose.ts';
import { surveyRobot } from '../../robots/proposal/survey.ts';
import type { Station } from '../station.ts';

/** Whoever looks at the pictures asks for them; when nobody has for this long, the bridge is let go. */
const UNWATCHED_MS = 5000;

interface Visit {
  bridge: Bridge;
  cameras: { name: string; topic: string }[];
  /** The newest picture's bytes, by topic. */
  pictures: Map<string, Uint8Array>;
}

/** Where a screen looks at a robot that this station does not drive, one at a time. */
export class ProfileDesk {
  readonly #station: Station;
  #visit: Visit | null = null;
  #isBusy = false;
  #unwatched: NodeJS.Timeout | undefined;

  constructor(station: Station) {
    this.#station = station;
  }

  /**
   * @throws AppError `not-allowed` while a session runs: it must not lose time to another robot's messages.
   * Otherwise as {@link surveyRobot} and {@link proposeProfile}.
   */
  async propose(address: string): Promise<ProposalView> {
    if (this.#station.session.info !== null) {
      throw new AppError('not-allowed', 'end the session first: looking at another robot takes its time');
    }
    if (this.#isBusy) throw new AppError('not-allowed', 'a robot is being looked at already');
    this.#isBusy = true;
    try {
      await this.close();
      return await this.#survey(await bridgeOf(address));
    } finally {
      this.#isBusy = false;
    }
  }

  pictures(): { pictures: { camera: string; url: string | null }[] } {
    if (this.#visit === null) throw new AppError('not-found', 'no robot is being looked at any more');
    this.#watch();
    const { cameras, pictures } = this.#visit;
    return {
      pictures: cameras.map(({ name, topic }) => ({ camera: name, url: dataUrl(pictures.get(topic)) })),
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.#unwatched);
    const visit = this.#visit;
    this.#visit = null;
    await visit?.bridge.close();
  }

  async #survey(profileBridge: RobotProfile['bridge']): Promise<ProposalView> {
    const pictures = new Map<string, Uint8Array>();
    const bridge = openBridge(profileBridge);
    try {
      const survey = await surveyRobot(bridge, {
        onPicture: (topic, { data }) => {
          const bytes = imageBytes(data);
          if (bytes !== null) pictures.set(topic, bytes);
        },
      });
      const { profile, notes } = proposeProfile(survey, {
        name: 'my-robot',
        title: 'My robot',
        bridge: profileBridge,
      });
      this.#visit = { bridge, cameras: profile.cameras, pictures };
      this.#watch();
      return viewOf(profile, notes);
    } catch (error) {
      await bridge.close();
      throw error;
    }
  }

  #watch(): void {
    clearTimeout(this.#unwatched);
    this.#unwatched = setTimeout(() => void this.close(), UNWATCHED_MS);
  }
}

function viewOf(profile: RobotProfile, notes: string[]): ProposalView {
  const { name, bridge, cameras, streams, commands } = profile;
  return {
    fileName: `${name}.json`,
    text: formatProfile(profile),
    bridge: { kind: bridge.kind, url: bridge.url },
    cameras: cameras.map(({ name, title, widthPx, heightPx, rateHz }) => ({
      name,
      title,
      widthPx,
      heightPx,
      rateHz,
    })),
    states: streams.map(({ name, topic, values, rateHz }) => ({
      name,
      topic,
      values: values.length,
      rateHz,
    })),
    commands: commands.map(({ topic, type }) => ({ topic, type })),
    notes,
  };
}

/** Null for raw pixels, which no browser shows. */
function dataUrl(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null;
  const size = imageSize(bytes);
  if (size === null) return null;
  return `data:image/${size.encoding};base64,${Buffer.from(bytes).toString('base64')}`;
}
