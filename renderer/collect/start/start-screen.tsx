import { useSnapshot } from '../../app/services.ts';
import { CameraTile } from '../camera-tile.tsx';
import { PreflightList } from './preflight-list.tsx';
import { StartForm } from './start-form.tsx';
import styles from './start-screen.module.css';

/** Before a session: who collects what and how, beside what the cameras see and whether all is well. */
export function StartScreen() {
  const cameras = useSnapshot((snapshot) => snapshot.robot.cameras);
  return (
    <div className={styles.screen}>
      <StartForm />
      <div className={styles.station}>
        <div className={styles.cameras}>
          {cameras.map((camera) => (
            <CameraTile key={camera.name} camera={camera} />
          ))}
        </div>
        <PreflightList />
      </div>
    </div>
  );
}
