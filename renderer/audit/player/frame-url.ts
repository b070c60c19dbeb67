/** Where the station serves the picture of a row; a picture of a sealed episode never changes. */
export function frameUrl(episodeId: string, camera: string, row: number): string {
  return `/episodes/${episodeId}/frames/${encodeURIComponent(camera)}/${row}.jpg`;
}
