import { IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services.ts';
import { useRequest } from '../use-request.ts';
import styles from './saved-views.module.css';

/** Questions to the queue under a name, kept in the dataset for everyone who audits it. */
export function SavedViews() {
  const { intents, queue } = useServices();
  const [revision, setRevision] = useState(0);
  const [isNaming, setNaming] = useState(false);
  const { filter, sort, isAscending } = useStore(queue.store);
  const listed = useRequest('views.list', {}, revision);
  const views = listed.status === 'loaded' ? listed.value.views : [];
  const current = views.find(
    (view) => JSON.stringify([view.filter, view.sort]) === JSON.stringify([filter, sort]),
  );
  const done = async (change: Promise<boolean>): Promise<void> => {
    if (await change) setRevision((count) => count + 1);
  };
  const save = (name: string): void => {
    setNaming(false);
    if (name.trim() !== '') void done(intents.perform('views.save', { name, filter, sort, isAscending }));
  };
  return (
    <div className={styles.views}>
      <label>
        View
        <select
          value={current?.name ?? ''}
          onChange={({ currentTarget }) => {
            const view = views.find(({ name }) => name === currentTarget.value);
            queue.ask(view ?? { filter: {}, sort: 'risk', isAscending: false });
            currentTarget.blur();
          }}
        >
          <option value="">{Object.keys(filter).length === 0 ? 'All episodes' : 'Not saved'}</option>
          {views.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {isNaming ? (
        <input
          aria-label="Name of the view"
          placeholder="Name, then Enter"
          maxLength={64}
          // biome-ignore lint/a11y/noAutofocus: whoever asked to save it types its name next
          autoFocus
          onBlur={() => setNaming(false)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save(event.currentTarget.value);
            if (event.key === 'Escape') setNaming(false);
          }}
        />
      ) : (
        <button
          type="button"
          title="Save this view"
          aria-label="Save this view"
          onClick={() => setNaming(true)}
        >
          <IconBookmarkPlus size={20} aria-hidden />
        </button>
      )}
      {current !== undefined && (
        <button
          type="button"
          title={`Remove the view "${current.name}"`}
          aria-label={`Remove the view "${current.name}"`}
          onClick={() => void done(intents.perform('views.remove', { name: current.name }))}
        >
          <IconTrash size={20} aria-hidden />
        </button>
      )}
    </div>
  );
}
