import { IconRobot } from '@tabler/icons-react';
import { useEffect, useEffectEvent } from 'react';
import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import type { ScreenButton } from '../input/input-source.ts';
import { ToolButton } from './tool-button.tsx';

/** Back to the policy after a takeover: deliberate, since a touch of the stick is all that takes the robot from it. */
export function HandToPolicy() {
  const { intents, input } = useServices();
  const policy = useSnapshot((snapshot) => snapshot.input.policy);
  const isDriver = useSnapshot((snapshot) => snapshot.input.driver !== 'other');
  const isRecording = useSnapshot((snapshot) => snapshot.collect.status === 'recording');
  const isLive = useLink().status === 'live';
  const canHand = isLive && isRecording && isDriver && policy?.isLeading === false;
  const hand = (): void => void intents.perform('episode.handToPolicy', {});
  useCommands('collect', { handToPolicy: canHand ? hand : undefined });
  const onButton = useEffectEvent((button: ScreenButton) => {
    if (button === 'policy' && canHand) hand();
  });
  useEffect(() => input.onButton((button) => onButton(button)), [input]);
  if (policy === null || !isRecording) return null;
  return (
    <ToolButton icon={IconRobot} action="handToPolicy" label="To policy" isEnabled={canHand} onClick={hand} />
  );
}
