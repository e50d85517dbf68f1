const statement = 'select pg_catalog.set_config(key, value, true) from pg_catalog.json_each_text($1::json)'

/** Settings that change how text reads, or how answers are found, and nothing of what a transaction may do. */
const ofText = new Set([
  'search_path',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'quote_all_identifiers',
  'extra_float_digits',
  'bytea_output',
  'jit',
  'enable_mergejoin',
  'join_collapse_limit',
])

/**
 * The settings of the one statement that sets any, by which the catalog is read; undefined for every other statement,
 * and for one that sets anything else. They end with the transaction.
 */
export function settingsAsked(
  text: string,
  parameters: readonly unknown[],
): Readonly<Record<string, string>> | undefined {
  const [json] = parameters
  if (text !== statement || parameters.length !== 1 || typeof json !== 'string') return undefined
  const settings = entries(json)
  return settings?.every(isOfText) ? Object.fromEntries(settings) : undefined
}

function isOfText([name, value]: readonly [string, unknown]): boolean {
  if (name === 'standard_conforming_strings') return value === 'on'
  return ofText.has(name)
}

function entries(json: string): [string, string][] | undefined {
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
  return Object.entries(parsed).map(([name, value]) => [name, String(value)])
}
