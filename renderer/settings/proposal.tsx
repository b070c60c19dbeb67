import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ProposalView } from '../../core/contract/profiles.ts';
import { useServices } from '../app/services.ts';
import styles from './proposal.module.css';

/** Twice a second shows that a camera is alive, and costs little. */
const PICTURE_PERIOD_MS = 500;

/** What a robot offers: its cameras live, its states and commands, what was guessed, and the profile to save. */
export function Proposal({ proposal }: { proposal: ProposalView }) {
  const { bridge, cameras, states, commands, notes, fileName } = proposal;
  const pictures = usePictures(proposal);
  return (
    <div className={styles.proposal}>
      <ul className={styles.cameras} aria-label="Cameras">
        {cameras.map(({ name, title, widthPx, heightPx, rateHz }) => (
          <li key={name}>
            <Picture url={pictures.get(name) ?? null} title={title} />
            <strong>{title}</strong>
            <span>
              {widthPx} × {heightPx}, {rateHz} Hz
            </span>
          </li>
        ))}
      </ul>
      <dl className={styles.facts}>
        <dt>Bridge</dt>
        <dd>
          {bridge.kind} at <code>{bridge.url}</code>
        </dd>
        <dt>State</dt>
        <dd>
          {states.map(({ name, topic, values, rateHz }) => (
            <div key={name}>
              <code>{topic}</code> {values} values, {rateHz} Hz
            </div>
          ))}
        </dd>
        <dt>Commands</dt>
        <dd>
          {commands.map(({ topic, type }) => (
            <div key={topic}>
              <code>{topic}</code> {type}
            </div>
          ))}
        </dd>
      </dl>
      <div className={styles.notes}>
        <h3>Guessed: check before anything moves</h3>
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </div>
      <div className={styles.save}>
        <Button className={styles.button} size="md" onClick={() => download(fileName, proposal.text)}>
          Save {fileName}
        </Button>
        <p>
          Then start with it: <code>npx retrace start --profile {fileName}</code>
        </p>
      </div>
    </div>
  );
}

function Picture({ url, title }: { url: string | null; title: string }) {
  if (url === null) return <div className={styles.blank}>No picture to show</div>;
  return <img className={styles.picture} src={url} alt={`What ${title} sees`} />;
}

/** By camera; empty once the station has let the robot go. */
function usePictures(proposal: ProposalView): ReadonlyMap<string, string | null> {
  const { station } = useServices();
  const [pictures, setPictures] = useState<ReadonlyMap<string, string | null>>(new Map());
  useEffect(() => {
    if (proposal.cameras.length === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isShown = true;
    const ask = async (): Promise<void> => {
      try {
        const answer = await station.request('profile.pictures', {});
        if (!isShown) return;
        setPictures(new Map(answer.pictures.map(({ camera, url }) => [camera, url])));
        timer = setTimeout(ask, PICTURE_PERIOD_MS);
      } catch {
        // The robot is gone, or a session has begun; the last pictures would look like what it sees now.
        if (isShown) setPictures(new Map());
      }
    };
    void ask();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [station, proposal]);
  return pictures;
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
