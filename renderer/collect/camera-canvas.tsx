import { useEffect, useRef } from 'react';
import { useServices } from '../app/services.ts';
import styles from './camera-canvas.module.css';

/** A canvas that the worker draws on. It is made by hand, because its control can be given away only once. */
export function CameraCanvas({ camera, label }: { camera: string; label: string }) {
  const { station } = useServices();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', label);
    holder.current!.append(canvas);
    const view = station.showCamera(camera, canvas);
    // One that is scrolled away or behind another panel costs nothing.
    let isSeen = false;
    const tell = (): void => {
      const { clientWidth, clientHeight } = canvas;
      const ratio = window.devicePixelRatio;
      view.resize(isSeen ? { widthPx: clientWidth * ratio, heightPx: clientHeight * ratio } : null);
    };
    const intersections = new IntersectionObserver((entries) => {
      isSeen = entries.at(-1)?.isIntersecting === true;
      tell();
    });
    const sizes = new ResizeObserver(tell);
    intersections.observe(canvas);
    sizes.observe(canvas);
    return () => {
      intersections.disconnect();
      sizes.disconnect();
      view.hide();
      canvas.remove();
    };
  }, [station, camera, label]);
  return <div ref={holder} className={styles.holder} />;
}
