import { useEffect, useMemo, useRef, useState } from 'react';
import type { Snapshot } from '../../../core/contract/snapshot.ts';
import { useServices, useSnapshot } from '../../app/services.ts';
import { lookUpPhase } from '../../shared/phase-band.tsx';
import { BoxGripper, type Pose } from './box-gripper.ts';
import styles from './graphs.module.css';
import { PoseScene, type Values } from './pose-scene.ts';
import { useRobotModel } from './use-robot-model.ts';

/** The robot in space with its gripper’s path of the last half minute, coloured by the phase in which it went there. */
export function PathGraph() {
  const { station } = useServices();
  const holder = useRef<HTMLDivElement>(null);
  const [isDrawable, setDrawable] = useState(true);
  const action = useSnapshot((snapshot) => snapshot.robot.action);
  const state = useSnapshot((snapshot) => snapshot.robot.state);
  const poseOf = useMemo(() => poseReader(action, state), [action, state]);
  const model = useRobotModel(state);
  const robot = model.status === 'loaded' ? model.value : undefined;
  useEffect(() => {
    const element = holder.current;
    if (element === null || robot === undefined) return;
    const box = robot === null && poseOf !== null ? new BoxGripper(poseOf) : null;
    const body = robot ?? box;
    if (body === null) return;
    const floorColor = getComputedStyle(element).getPropertyValue('--control-line').trim();
    const scene = PoseScene.open(element, floorColor, body);
    setDrawable(scene !== null);
    if (scene === null) return;
    const silence = station.onTelemetry(({ state: values, timeMs }) => {
      const { snapshot } = station.store.getState();
      scene.show(values, timeMs, phaseColor(snapshot, element));
    });
    return () => {
      silence();
      scene.dispose();
      box?.dispose();
    };
  }, [station, robot, poseOf]);
  if (model.status === 'loading') return <p className={styles.note}>Loading…</p>;
  if (model.status === 'failed') {
    return <p className={styles.note}>The robot’s model cannot be drawn: {model.message}</p>;
  }
  if (robot === null && poseOf === null) {
    return <p className={styles.note}>The robot’s profile names no positions for right, away and up.</p>;
  }
  if (!isDrawable) return <p className={styles.note}>This browser draws nothing in 3D: it has no WebGL.</p>;
  return (
    <div
      ref={holder}
      className={styles.path}
      role="img"
      aria-label={
        robot === null
          ? 'The gripper in space, and its path of the last half minute'
          : 'The robot in space, and its gripper’s path of the last half minute'
      }
    />
  );
}

/** Null where the robot is not moved in space by its axes, as one that is led joint by joint. */
function poseReader(
  action: Snapshot['robot']['action'],
  state: Snapshot['robot']['state'],
): ((values: Values) => Pose | null) | null {
  const indexOf = (axis: string): number => {
    const moved = action.find((value) => value.axis === axis)?.state;
    return state.findIndex(({ name, unit }) => name === moved && (unit === 'm' || axis === 'yaw'));
  };
  const [right, away, up] = [indexOf('right'), indexOf('away'), indexOf('up')];
  if (right < 0 || away < 0 || up < 0) return null;
  const [yaw, gripper] = [indexOf('yaw'), indexOf('gripper')];
  return (values) => {
    const [x, y, z] = [values[right], values[away], values[up]];
    if (x == null || y == null || z == null) return null;
    return { x, y, z, yawRad: values[yaw] ?? 0, widthM: values[gripper] ?? 0.04 };
  };
}

function phaseColor(snapshot: Snapshot | null, element: HTMLElement): string {
  const style = getComputedStyle(element);
  const { collect, session, protocols } = snapshot ?? {};
  const phase = collect?.status === 'recording' ? collect.phase : null;
  if (phase == null) return style.getPropertyValue('--phase-gray').trim();
  const phases = protocols?.find(({ name }) => name === session?.protocol)?.phases ?? [];
  return style.getPropertyValue(`--phase-${lookUpPhase(phases, phase.name).color}`).trim();
}
