import type { Dataset } from '../dataset.ts';
import { compareVersions, freezeFiltered, listVersions } from '../version-summary.ts';
import type { Catalogue } from './catalogue.ts';

/** What can be asked of the thread that looks through a whole dataset: the catalogue, and versions, which are as long. */
export function catalogueCalls(dataset: Dataset, catalogue: Catalogue) {
  return {
    query: (...params: Parameters<Catalogue['query']>) => catalogue.query(...params),
    ids: (...params: Parameters<Catalogue['ids']>) => catalogue.ids(...params),
    selectable: (...params: Parameters<Catalogue['selectable']>) => catalogue.selectable(...params),
    statistics: (...params: Parameters<Catalogue['statistics']>) => catalogue.statistics(...params),
    agreement: (...params: Parameters<Catalogue['agreement']>) => catalogue.agreement(...params),
    facets: () => catalogue.facets(),
    unchecked: () => catalogue.unchecked(),
    checkCounts: () => catalogue.checkCounts(),
    peers: (...params: Parameters<Catalogue['peers']>) => catalogue.peers(...params),
    reread: (...params: Parameters<Catalogue['reread']>) => catalogue.reread(...params),
    versions: () => listVersions(dataset),
    compare: (from: string, to: string) => compareVersions(dataset, from, to),
    freeze: (wanted: Parameters<typeof freezeFiltered>[2]) => freezeFiltered(dataset, catalogue, wanted),
  };
}

export type CatalogueCalls = ReturnType<typeof catalogueCalls>;
