import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ProposalView } from '../../core/contract/profiles.ts';
import { messageOf } from '../../core/errors.ts';
import { useServices, useSnapshot } from '../app/services.ts';
import styles from './another-robot.module.css';
import { Proposal } from './proposal.tsx';

type Look =
  | { status: 'none' }
  | { status: 'looking' }
  | { status: 'failed'; message: string }
  | { status: 'seen'; proposal: ProposalView };

/** Looks at a robot over its bridge and makes a profile of what is there; nothing is sent to it. */
export function AnotherRobot() {
  const { station } = useServices();
  const ownBridge = useSnapshot((snapshot) => snapshot.bridge.url);
  const [address, setAddress] = useState(ownBridge);
  const [look, setLook] = useState<Look>({ status: 'none' });

  const propose = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setLook({ status: 'looking' });
    try {
      setLook({ status: 'seen', proposal: await station.request('profile.propose', { address }) });
    } catch (error) {
      setLook({ status: 'failed', message: messageOf(error) });
    }
  };

  return (
    <section className={styles.robot} aria-label="A robot’s profile">
      <form className={styles.form} onSubmit={propose}>
        <div>
          <h2>A robot’s profile</h2>
          <p>Ask a robot what it has, for 3 seconds, and save a profile to begin with. Nothing moves.</p>
        </div>
        <TextInput
          className={styles.address}
          label="Address of its bridge, or its name"
          placeholder="robot.local"
          size="md"
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="md"
          variant="default"
          loading={look.status === 'looking'}
          disabled={address.trim() === ''}
        >
          Look
        </Button>
      </form>
      <div aria-live="polite">
        {look.status === 'failed' && (
          <p className={styles.failed}>
            <strong>No profile.</strong> {look.message}
          </p>
        )}
        {look.status === 'seen' && <Proposal proposal={look.proposal} />}
      </div>
    </section>
  );
}
