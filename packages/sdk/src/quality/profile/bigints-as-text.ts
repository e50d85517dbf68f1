/** For JSON.stringify, which knows no whole number beyond its own. */
export function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
