import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { AppError } from '../../core/errors.ts';
import { findBridge } from '../../robots/bridge/find-bridge.ts';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { formatProfile } from '../../robots/proposal/format.ts';
import { identifier, titleOf } from '../../robots/proposal/names.ts';
import { proposeProfile } from '../../robots/proposal/propose.ts';
import { surveyRobot } from '../../robots/proposal/survey.ts';
import { readProfile } from '../seat.ts';

const FOXGLOVE_PORT = '8765';

interface NewOptions {
  bridge?: string;
  host: string;
  out: string;
}

export function profileCommand(): Command {
  return new Command('profile')
    .description('Robot profiles: propose one from what a robot’s bridge offers, or check one.')
    .addCommand(
      new Command('new')
        .description(
          'Ask a bridge what there is, listen for 3 s, and write a profile to begin with. Nothing moves.',
        )
        .addOption(
          new Option(
            '--bridge <url>',
            'ws://… of a rosbridge or Foxglove bridge, http://… of a ROS 1 master',
          ).conflicts('host'),
        )
        .option('--host <name>', 'the robot’s computer, where the usual ports are tried', '127.0.0.1')
        .requiredOption('-o, --out <file>', 'where to write it; what is there is never overwritten')
        .action(propose),
    )
    .addCommand(
      new Command('check')
        .description('Say whether a profile is valid, and what is wrong where it is not.')
        .argument('<file>')
        .action(check),
    );
}

async function propose({ bridge: url, host, out }: NewOptions): Promise<void> {
  if (existsSync(out))
    throw new AppError('not-allowed', `there is a file already; it is kept as it is: ${out}`);
  const profileBridge = url === undefined ? await bridgeOn(host) : bridgeAt(url);
  const name = identifier(basename(out, '.json'));
  const bridge = openBridge(profileBridge);
  try {
    console.log(`Listening to ${profileBridge.url} …`);
    const survey = await surveyRobot(bridge);
    const { profile, notes } = proposeProfile(survey, { name, title: titleOf(name), bridge: profileBridge });
    // Somebody may have written one meanwhile.
    await writeFile(out, formatProfile(profile), { flag: 'wx' });
    console.log([summaryOf(profile), ...notes.map((note) => `- ${note}`), '', `Written: ${out}`].join('\n'));
  } finally {
    await bridge.close();
  }
}

async function check(file: string): Promise<void> {
  console.log(summaryOf(await readProfile(file)));
}

async function bridgeOn(host: string): Promise<RobotProfile['bridge']> {
  const bridge = await findBridge(host);
  if (bridge !== null) return bridge;
  throw new AppError(
    'unavailable',
    `no bridge answers on ${host}: start foxglove_bridge (port 8765) or rosbridge_server (port 9090) there, or name another address with --bridge`,
  );
}

/** The scheme tells a ROS master from a bridge, the port a Foxglove bridge from a rosbridge. */
function bridgeAt(url: string): RobotProfile['bridge'] {
  if (!URL.canParse(url) || !/^(ws|wss|http):/.test(url)) {
    throw new AppError('invalid-input', `expected an address such as "ws://robot:9090", found "${url}"`);
  }
  if (url.startsWith('http:')) return { kind: 'ros1', url };
  return { kind: new URL(url).port === FOXGLOVE_PORT ? 'foxglove' : 'rosbridge', url };
}

function summaryOf({ title, bridge, cameras, streams, action, commands, onSilence }: RobotProfile): string {
  const rate = (hz: number): string => `${hz} Hz`;
  return [
    `${title} · ${bridge.kind} at ${bridge.url}`,
    ...cameras.map(
      ({ name, topic, widthPx, heightPx, rateHz }) =>
        `  camera  ${name}  ${widthPx} × ${heightPx}, ${rate(rateHz)}  ${topic}`,
    ),
    ...streams.map(
      ({ name, topic, values, rateHz }) =>
        `  state   ${name}  ${values.length} values, ${rate(rateHz)}  ${topic}`,
    ),
    ...action.map(({ name, kind, unit, axis }) => `  action  ${name}  ${kind} in ${unit}, by ${axis}`),
    ...commands.map(({ topic, type }) => `  command ${topic}  ${type}`),
    `  when commands cease: ${silenceText(onSilence)}`,
  ].join('\n');
}

function silenceText(onSilence: RobotProfile['onSilence']): string {
  switch (onSilence.stoppedBy) {
    case 'controller':
      return `the controller stops it within ${onSilence.withinMs} ms`;
    case 'relay':
      return `${onSilence.relay} stops it within ${onSilence.withinMs} ms`;
    case 'nobody':
      return 'nobody stops it, so Retrace does not drive it';
  }
}
