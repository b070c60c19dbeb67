import { shortTypeName } from '../bridge/known-definitions.ts';
import type { RobotProfile } from '../profile.ts';
import { streamName, titleOf, usualRateHz } from './names.ts';
import type { SurveyedTopic } from './survey.ts';

type Camera = RobotProfile['cameras'][number];

const MOST_CAMERAS = 16;

/** Every topic from which pictures came; of a camera's raw and compressed ones the compressed. */
export function proposeCameras(topics: readonly SurveyedTopic[]): { cameras: Camera[]; notes: string[] } {
  const images = topics.filter(({ type }) => /^sensor_msgs\/(Compressed)?Image$/.test(shortTypeName(type)));
  const alive = images.filter(({ image }) => image !== null);
  const compressed = new Set(alive.map(({ name }) => name));
  const chosen = alive.filter(({ name }) => !compressed.has(`${name}/compressed`));
  const taken = new Set<string>();
  const cameras = chosen.slice(0, MOST_CAMERAS).map(({ name: topic, type, rateHz, image }): Camera => {
    const name = streamName(topic, 'camera', taken);
    taken.add(name);
    return {
      name,
      title: titleOf(name),
      topic,
      type: type as Camera['type'],
      ...image!,
      rateHz: usualRateHz(rateHz),
    };
  });
  const notes: string[] = [];
  const silent = images.filter(({ image }) => image === null).map(({ name }) => name);
  if (cameras.length === 0) notes.push('No camera sent a picture. Start one, or record without.');
  if (silent.length > 0) notes.push(`No picture came from ${silent.join(', ')}, so they are left out.`);
  if (chosen.length > MOST_CAMERAS)
    notes.push(`Only the first ${MOST_CAMERAS} of ${chosen.length} cameras are in.`);
  const raw = cameras.filter(({ type }) => shortTypeName(type) === 'sensor_msgs/Image');
  if (raw.length > 0) {
    notes.push(
      `${raw.map(({ name }) => name).join(', ')}: raw pictures. A compressed topic takes a tenth of the network.`,
    );
  }
  return { cameras, notes };
}
