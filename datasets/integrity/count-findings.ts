import type { Finding } from '../episode/manifest.ts';

/** What one place of the station counted, and what another. */
export interface Counts {
  rows: number;
  /** Frames by camera. */
  frames: Readonly<Record<string, number>>;
}

/** Rows and frames that got lost between those who saw them come and the file. */
export function countFindings(arrived: Counts, recorded: Counts): Finding[] {
  const findings: Finding[] = [];
  const compare = (code: string, what: string, came: number, kept: number): void => {
    if (came === kept) return;
    findings.push({ code, severity: 'error', message: `${came} ${what} came, ${kept} were recorded` });
  };
  compare('rows-lost', 'rows', arrived.rows, recorded.rows);
  for (const [camera, frames] of Object.entries(arrived.frames)) {
    compare('frames-lost', `frames of ${camera}`, frames, recorded.frames[camera] ?? 0);
  }
  return findings;
}
