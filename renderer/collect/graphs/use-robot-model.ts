import { useEffect, useState } from 'react';
import type { Snapshot } from '../../../core/contract/snapshot.ts';
import { messageOf } from '../../../core/errors.ts';
import { useServices } from '../../app/services.ts';
import { type Loaded, useRequest } from '../../audit/use-request.ts';
import { readMesh } from '../../link/read-mesh.ts';
import { readUrdf } from './read-urdf.ts';
import { RobotModel } from './robot-model.ts';

/** The robot's model, ready to be drawn; null where its profile names none. */
export function useRobotModel(state: Snapshot['robot']['state']): Loaded<RobotModel | null> {
  const { station } = useServices();
  const asked = useRequest('robot.model', {}, null);
  const [loaded, setLoaded] = useState<Loaded<RobotModel | null>>({ status: 'loading' });
  useEffect(() => {
    if (asked.status !== 'loaded') {
      setLoaded(asked);
      return;
    }
    const { model } = asked.value;
    if (model === null) {
      setLoaded({ status: 'loaded', value: null });
      return;
    }
    let isCurrent = true;
    let robot: RobotModel | null = null;
    readUrdf(model.text, (path) => readMesh(station, path))
      .then((urdf) => {
        if (!isCurrent) return;
        robot = new RobotModel(urdf, model, state);
        setLoaded({ status: 'loaded', value: robot });
      })
      .catch((error: unknown) => isCurrent && setLoaded({ status: 'failed', message: messageOf(error) }));
    return () => {
      isCurrent = false;
      robot?.dispose();
    };
  }, [station, asked, state]);
  return loaded;
}
