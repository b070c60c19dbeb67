import { IconRobot } from '@tabler/icons-react';
import { useLink, useServices, useSnapshot } from '../app/services.ts';
import { useCommands } from '../commands/use-commands.ts';
import { ToolButton } from './tool-button.tsx';

/** Back to the policy after a takeover: deliberate, since a touch of the stick is all that takes the robot from it. */
export function HandToPolicy() {
  const { intents } = useServices();
  const policy = useSnapshot((snapshot) => snapshot.input.policy);
  const isDriver = useSnapshot((snapshot) => snapshot.input.driver !== 'other');
  const isRecording = useSnapshot((snapshot) => snapshot.collect.status === 'recording');
  const isLive = useLink().status === 'live';
  const canHand = isLive && isRecording && isDriver && policy?.isLeading === false;
  const hand = (): void => void intents.perform('episode.handToPolicy', {});
  useCommands('collect', { handToPolicy: canHand ? hand : undefined });
  if (policy === null || !isRecording) return null;
  return (
    <ToolButton icon={IconRobot} action="handToPolicy" label="To policy" isEnabled={canHand} onClick={hand} />
  );
}
