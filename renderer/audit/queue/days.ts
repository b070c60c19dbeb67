/** Days are the reader's own; instants are ISO 8601 in UTC. */

/** `2026-11-22` of an instant, moved by so many days. */
export function dayOf(iso: string, days = 0): string {
  const date = new Date(iso);
  date.setDate(date.getDate() + days);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The instant at which a day begins; undefined for a field that is empty or half filled. */
export function startOfDay(day: string): string | undefined {
  return instantOf(day, 0);
}

export function nextDay(day: string): string | undefined {
  return instantOf(day, 1);
}

function instantOf(day: string, days: number): string | undefined {
  const date = new Date(`${day}T00:00:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setDate(date.getDate() + days);
  return date.toISOString();
}
