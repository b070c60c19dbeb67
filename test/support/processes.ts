import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessId {
  pid: number;
  /** Clock ticks since the computer's start. */
  startTicks: string;
}

/** All that a process has started and that is still there, and what those have started, read from /proc. */
export function descendantsOf(pid: number): ProcessId[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const children = (parent: number): ProcessId[] =>
    processes
      .filter(({ parentPid }) => parentPid === parent)
      .flatMap(({ pid, startTicks }) => [{ pid, startTicks }, ...children(pid)]);
  return children(pid);
}

/** One that has ended and only waits for its parent to look counts as gone. */
export function isRunning({ pid, startTicks }: ProcessId): boolean {
  const stat = readStat(pid);
  return stat !== null && stat.startTicks === startTicks && stat.state !== 'Z';
}

interface Stat extends ProcessId {
  state: string;
  parentPid: number;
}

/** Null when there is no such process. Fields by proc(5), counted behind the name, which may hold spaces. */
function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, state: fields[0]!, parentPid: Number(fields[1]), startTicks: fields[19]! };
  } catch {
    return null;
  }
}

/** The Node that a user's shell finds, not the one that the package brings along; this one where there is none. */
export function systemNode(): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
  return folders.map((folder) => join(folder, 'node')).find(isProgram) ?? process.execPath;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
