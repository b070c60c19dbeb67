/** JSON text; nanoseconds that are `bigint` become strings of digits. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item), indent);
}
