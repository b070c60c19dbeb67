import type { ReactNode } from 'react';
import styles from './phase-picture.module.css';

/** A line drawing of how it looks when a phase is done; nothing for a name that has none. */
export function PhasePicture({ name, label }: { name: string; label: string }) {
  const drawing = DRAWINGS[name];
  if (drawing === undefined) return null;
  return (
    <svg className={styles.picture} viewBox="0 0 160 120" role="img" aria-label={label}>
      <path className={styles.table} d="M8 104 H152" />
      {drawing}
    </svg>
  );
}

/** By the name that a protocol gives: gripper, shirt and what counts about them. */
const DRAWINGS: Readonly<Record<string, ReactNode>> = {
  'shirt-missed': (
    <>
      <FlatShirt x={56} />
      <Gripper x={124} y={58} isClosed />
      <Cross x={124} y={18} />
    </>
  ),
  'shirt-before': (
    <>
      <FlatShirt x={70} />
      <Gripper x={70} y={34} />
      <Arrow d="M136 84 C142 50 126 32 98 30" />
    </>
  ),
  'shirt-held': (
    <>
      <HangingShirt />
      <Gripper x={80} y={20} isClosed />
      <Tick x={138} y={30} />
    </>
  ),
  'shirt-either': (
    <>
      <g transform="translate(-24 22) scale(.78)">
        <HangingShirt />
        <Gripper x={80} y={20} isClosed />
      </g>
      <g transform="translate(78 34) scale(.62)">
        <FlatShirt x={48} />
        <Gripper x={106} y={58} isClosed />
      </g>
      <Tick x={70} y={18} />
      <Cross x={146} y={18} />
    </>
  ),
  'shirt-around': (
    <>
      <FlatShirt x={80} />
      <Gripper x={80} y={28} />
      <Arrow d="M104 24 C132 22 148 44 142 72" />
      <Arrow d="M56 24 C28 22 12 44 18 72" />
    </>
  ),
  'shirt-play': (
    <>
      <path
        className={styles.shirt}
        d="M26 102 C34 84 52 92 62 70 C70 50 90 50 98 70 C106 90 124 82 132 102 Z"
      />
      <Gripper x={80} y={36} isClosed />
      <Arrow d="M108 36 C130 38 138 54 134 74" />
      <Arrow d="M52 36 C30 38 22 54 26 74" />
    </>
  ),
};

export const PICTURE_NAMES = Object.keys(DRAWINGS);

function Gripper({ x, y, isClosed = false }: { x: number; y: number; isClosed?: boolean }) {
  const half = isClosed ? 5 : 13;
  return (
    <g className={styles.gripper} transform={`translate(${x} ${y})`}>
      <path d="M0 -18 V-6" />
      <path d="M-17 -6 H17" />
      <path d={`M${-half} -6 V14`} />
      <path d={`M${half} -6 V14`} />
    </g>
  );
}

/** On the table, as the front camera sees it. */
function FlatShirt({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 84)`}>
      <path
        className={styles.shirt}
        d="M-14 -14 L-36 -10 L-42 -2 L-28 2 L-26 -1 L-32 18 L32 18 L26 -1 L28 2 L42 -2 L36 -10 L14 -14 C8 -8 -8 -8 -14 -14 Z"
      />
    </g>
  );
}

function HangingShirt() {
  return (
    <path
      className={styles.shirt}
      d="M80 20 C74 26 64 30 56 40 L48 56 L58 60 L60 52 C60 68 58 80 62 90 C72 94 88 94 98 90 C102 80 100 68 100 52 L102 60 L112 56 L104 40 C96 30 86 26 80 20 Z"
    />
  );
}

function Arrow({ d }: { d: string }) {
  return (
    <>
      <defs>
        <marker
          id="coach-arrow"
          viewBox="0 0 10 10"
          refX="7"
          refY="5"
          markerWidth="5"
          markerHeight="5"
          orient="auto"
        >
          <path className={styles.head} d="M0 0 L10 5 L0 10 Z" />
        </marker>
      </defs>
      <path className={styles.way} d={d} markerEnd="url(#coach-arrow)" />
    </>
  );
}

function Tick({ x, y }: { x: number; y: number }) {
  return <path className={styles.tick} d={`M${x - 10} ${y} l7 8 l13 -16`} />;
}

function Cross({ x, y }: { x: number; y: number }) {
  return <path className={styles.cross} d={`M${x - 8} ${y - 8} l16 16 m0 -16 l-16 16`} />;
}
