import type { ReactNode } from 'react';
import { formatRoute, type Route } from '../app/route.ts';
import styles from './audit-tabs.module.css';

const PLACES = [
  { title: 'Queue', route: { screen: 'episodes' } },
  { title: 'Dataset', route: { screen: 'dataset' } },
  { title: 'Versions', route: { screen: 'versions' } },
  { title: 'Exports', route: { screen: 'exports' } },
] as const satisfies { title: string; route: Route }[];

/** The ways from what was collected to what is trained on; `children` stand at the end of the line. */
export function AuditTabs({
  at,
  children,
}: {
  at: (typeof PLACES)[number]['route']['screen'];
  children?: ReactNode;
}) {
  return (
    <header className={styles.tabs}>
      <nav aria-label="Audit">
        {PLACES.map(({ title, route }) => (
          <a key={title} href={formatRoute(route)} aria-current={route.screen === at ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      {children}
    </header>
  );
}
