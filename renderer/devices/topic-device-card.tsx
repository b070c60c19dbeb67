import { useCallback, useEffect, useRef, useState } from 'react';
import type { Drive, DriveAxis } from '../../core/contract/input.ts';
import { useServices } from '../app/services.ts';
import styles from './device-card.module.css';
import { LiveAxes } from './live-axes.tsx';
import type { TestSample } from './self-test.ts';
import { SelfTestDialog } from './self-test-dialog.tsx';

/** The station takes its values as they come, so that it must rest nearer to zero than a stick with a dead zone. */
const AT_REST_BELOW = 0.02;

/** A leader arm, or whatever else drives over the robot's network: live and tried. Nothing where there is none. */
export function TopicDeviceCard({ axes }: { axes: readonly DriveAxis[] }) {
  const { station } = useServices();
  const drive = useRef<Drive | null>(null);
  const [known, setKnown] = useState<{ title: string; isSilent: boolean } | null>(null);
  const [isTesting, setTesting] = useState(false);
  useEffect(
    () =>
      station.onTelemetry(({ topicDevice }) => {
        drive.current = topicDevice?.drive ?? null;
        // React hears whether there is one, not what it says.
        setKnown((before) => {
          if (topicDevice === null) return null;
          const isSilent = topicDevice.drive === null;
          const isSame = before?.title === topicDevice.title && before.isSilent === isSilent;
          return isSame ? before : { title: topicDevice.title, isSilent };
        });
      }),
    [station],
  );
  const sample = useCallback(() => (drive.current === null ? null : sampleOf(drive.current)), []);
  if (known === null) return null;
  return (
    <section className={styles.card} aria-label={known.title}>
      <header className={styles.head}>
        <div>
          <h3>{known.title}</h3>
          <p>
            {known.isSilent
              ? 'Nothing is heard of it. Check its node and its topic.'
              : 'It drives while its own dead-man is held, whatever this screen shows; during the test it does not.'}
          </p>
        </div>
        <button type="button" disabled={known.isSilent} onClick={() => setTesting(true)}>
          Test
        </button>
      </header>
      <LiveAxes axes={axes} read={() => drive.current} />
      {isTesting && (
        <SelfTestDialog
          device="topic"
          id={known.title}
          axes={axes}
          deadZone={AT_REST_BELOW}
          read={sample}
          onClose={() => setTesting(false)}
        />
      )}
    </section>
  );
}

function sampleOf({ axes, isDeadManHeld }: Drive): TestSample {
  return { axes, raw: axes, isDeadManHeld };
}
