import controls from '../../shared/controls.module.css';

interface FilterSelectProps<T extends string> {
  title: string;
  /** By value: how it is called. */
  options: Readonly<Record<T, string>>;
  value: T | undefined;
  onChange(value: T | undefined): void;
}

/** One condition; "All" is none. A value that is no longer on offer stays, and can be seen. */
export function FilterSelect<T extends string>({ title, options, value, onChange }: FilterSelectProps<T>) {
  const known = value === undefined || value in options ? options : { ...options, [value]: value };
  return (
    <label data-active={value !== undefined || undefined}>
      {title}
      <select
        className={controls.input}
        value={value ?? ''}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value === '' ? undefined : (currentTarget.value as T));
          // The keys of the queue are heard again.
          currentTarget.blur();
        }}
      >
        <option value="">All</option>
        {Object.entries<string>(known).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
