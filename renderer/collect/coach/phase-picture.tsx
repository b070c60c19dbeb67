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
      <FlatShirt x={58} />
      <Gripper x={126} y={56} isClosed />
      <Arrow d="M126 92 V76" />
      <Cross x={126} y={22} />
    </>
  ),
  'shirt-before': (
    <>
      <FlatShirt x={80} />
      <Gripper x={80} y={30} />
      <Arrow d="M132 84 C136 52 124 34 102 32" />
    </>
  ),
  'shirt-held': (
    <>
      <HangingShirt />
      <Gripper x={80} y={12} isClosed />
      <Tick x={134} y={30} />
    </>
  ),
  'shirt-either': (
    <>
      <g transform="translate(-34 14) scale(.82)">
        <HangingShirt />
        <Gripper x={80} y={12} isClosed />
      </g>
      <g transform="translate(70 22) scale(.78)">
        <FlatShirt x={54} />
        <Gripper x={84} y={44} isClosed />
      </g>
      <Tick x={62} y={16} />
      <Cross x={142} y={16} />
      <path className={styles.table} d="M84 16 V96" strokeDasharray="4 5" />
    </>
  ),
  'shirt-around': (
    <>
      <FlatShirt x={80} />
      <Gripper x={80} y={18} />
      <Arrow d="M92 26 C128 18 146 44 138 74" />
      <Arrow d="M68 26 C32 18 14 44 22 74" />
    </>
  ),
  'shirt-play': (
    <>
      <path
        className={styles.shirt}
        d="M34 102 C44 70 64 96 74 72 C82 54 92 62 98 80 C108 98 122 84 128 102 Z"
      />
      <Gripper x={82} y={28} isClosed />
      <Arrow d="M104 40 C122 40 130 52 128 68" />
      <Arrow d="M58 48 C42 46 34 58 34 76" />
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

function FlatShirt({ x }: { x: number }) {
  return (
    <path
      className={styles.shirt}
      transform={`translate(${x - 80} 0)`}
      d="M40 102 C46 90 56 88 68 86 C74 82 86 82 92 86 C104 88 114 90 120 102 Z"
    />
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
