import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Options } from '../../../foreign.ts'
import { quoteIdentifier } from '../quote.ts'

/** `OPTIONS ("table_name" 'orders')`, or nothing. */
export function foreignOptions(options: Options): string {
  const written = Object.entries(options).map(([name, value]) => `${quoteIdentifier(name)} ${quoteLiteral(value)}`)
  return written.length === 0 ? '' : `OPTIONS (${written.join(', ')})`
}

/** `OPTIONS (ADD …, SET …, DROP …)`, or nothing where both are the same. */
export function foreignOptionChanges(from: Options, to: Options): string {
  const written = Object.entries(to).flatMap(([name, value]) => {
    if (from[name] === value) return []
    return [`${from[name] === undefined ? 'ADD' : 'SET'} ${quoteIdentifier(name)} ${quoteLiteral(value)}`]
  })
  const gone = Object.keys(from).filter((name) => to[name] === undefined)
  const all = [...written, ...gone.map((name) => `DROP ${quoteIdentifier(name)}`)]
  return all.length === 0 ? '' : `OPTIONS (${all.join(', ')})`
}
