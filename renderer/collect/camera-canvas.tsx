import { useEffect, useRef } from 'react';
import { useServices } from '../app/services.ts';
import styles from './camera-canvas.module.css';

/** A canvas that the worker draws on. It is made by hand, because its control can be given away only once. */
export function CameraCanvas({ camera, label }: { camera: string; label: string }) {
  const { station } = useServices();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const canvas = document.createElement('canvas');
    canvas.dataset.camera = camera;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', label);
    holder.current!.append(canvas);
    const view = station.showCamera(camera, canvas);
    // One that is scrolled away or behind another panel costs nothing.
    const observer = new IntersectionObserver((entries) =>
      view.pause(entries.at(-1)?.isIntersecting === false),
    );
    observer.observe(canvas);
    return () => {
      observer.disconnect();
      view.hide();
      canvas.remove();
    };
  }, [station, camera, label]);
  return <div ref={holder} className={styles.holder} />;
}
