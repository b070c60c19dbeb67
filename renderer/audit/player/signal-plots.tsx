import { SignalPlot, type SignalPlotProps } from './signal-plot.tsx';
import styles from './signal-plots.module.css';
import type { SignalGroup } from './signals.ts';

type SignalPlotsProps = Omit<SignalPlotProps, 'group'> & { groups: readonly SignalGroup[] };

/** One plot per unit. */
export function SignalPlots({ groups, ...rest }: SignalPlotsProps) {
  return (
    <div className={styles.plots}>
      {groups.map((group) => (
        <SignalPlot key={group.unit} group={group} {...rest} />
      ))}
    </div>
  );
}
