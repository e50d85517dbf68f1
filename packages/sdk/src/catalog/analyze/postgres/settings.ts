import type { Reader } from '../source.ts'

/**
 * What the text of expressions, bounds and types depends on, as fixed while the catalog is read. Catalog queries are
 * short and badly estimated: compiling them takes many times longer than running them, and so does planning them, of which
 * merge joins are a seventh and never better than a hash of a catalog. Nor are other orders of many joins better than the
 * one that is written, and looking for them is a sixth.
 */
const plain = {
  search_path: 'pg_catalog',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  extra_float_digits: '1',
  bytea_output: 'hex',
  jit: 'off',
  enable_mergejoin: 'off',
  join_collapse_limit: '3',
}

/** Runs inside a transaction, and puts back what the caller had set in it. */
export async function withPlainSettings<T>(source: Reader, read: () => Promise<T>): Promise<T> {
  const [before] = await source.query<{ settings: string }>(
    `select pg_catalog.json_object_agg(name, pg_catalog.current_setting(name))::text as settings
    from pg_catalog.json_array_elements_text($1::json) as wanted(name)`,
    [JSON.stringify(Object.keys(plain))],
  )
  await set(source, JSON.stringify(plain))
  const result = await read()
  await set(source, before?.settings ?? '{}')
  return result
}

async function set(source: Reader, settings: string): Promise<void> {
  await source.query('select pg_catalog.set_config(key, value, true) from pg_catalog.json_each_text($1::json)', [
    settings,
  ])
}
