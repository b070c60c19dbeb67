import { openDataset, readManifest } from '../../datasets/dataset.ts';

/** Of these tries of a policy, how long those took that succeeded, in seconds. */
export async function successTimesS(path: string, ids: readonly string[]): Promise<number[]> {
  const dataset = await openDataset(path);
  const manifests = await Promise.all(ids.map((id) => readManifest(dataset, id)));
  return manifests.flatMap((manifest) =>
    manifest.state !== 'recording' && manifest.outcome === 'success' ? [manifest.durationNs / 1e9] : [],
  );
}
