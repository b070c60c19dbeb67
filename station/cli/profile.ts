import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { AppError } from '../../core/errors.ts';
import { openBridge } from '../../robots/bridge/open-bridge.ts';
import type { RobotProfile } from '../../robots/profile.ts';
import { bridgeOf } from '../../robots/proposal/bridge-address.ts';
import { formatProfile } from '../../robots/proposal/format.ts';
import { identifier, titleOf } from '../../robots/proposal/names.ts';
import { proposeProfile } from '../../robots/proposal/propose.ts';
import { surveyRobot } from '../../robots/proposal/survey.ts';
import { readProfile } from '../seat.ts';

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
  const profileBridge = await bridgeOf(url ?? host);
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
