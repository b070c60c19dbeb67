import type { exportRequestSchemas } from '../../core/contract/export.ts';
import type { RequestValue } from '../../core/contract/requests.ts';
import type { ExportDesk } from './export-desk.ts';

type Name = keyof typeof exportRequestSchemas;
type Params<N extends Name> = ReturnType<(typeof exportRequestSchemas)[N]['params']['parse']>;
type ExportHandlers = { [N in Name]: (params: Params<N>) => RequestValue<N> | Promise<RequestValue<N>> };

/** What the exports screen asks. */
export function exportHandlers(desk: ExportDesk): ExportHandlers {
  return {
    'exports.options': () => desk.options(),
    'exports.preview': (choice) => desk.preview(choice),
    'exports.previewed': ({ preview }) => desk.previewed(preview),
    'exports.start': (wanted) => {
      desk.start(wanted);
      return {};
    },
    'exports.cancel': () => {
      desk.cancel();
      return {};
    },
    'exports.state': () => desk.state(),
  };
}
