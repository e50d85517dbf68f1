import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Options } from '../../../foreign.ts'
import { quoteIdentifier } from '../quote.ts'

/** `("fillfactor" = '70', "toast"."autovacuum_enabled" = 'false')` */
export function optionList(options: Options): string {
  const written = Object.entries(options).map(([name, value]) => `${optionName(name)} = ${quoteLiteral(value)}`)
  return `(${written.join(', ')})`
}

/** The actions of an ALTER that turn one set of options into another: SET and RESET, as far as there is something to do. */
export function optionChanges(from: Options, to: Options): string[] {
  const set = Object.entries(to).filter(([name, value]) => from[name] !== value)
  const reset = Object.keys(from).filter((name) => to[name] === undefined)
  return [
    ...(set.length > 0 ? [`SET ${optionList(Object.fromEntries(set))}`] : []),
    ...(reset.length > 0 ? [`RESET (${reset.map(optionName).join(', ')})`] : []),
  ]
}

/** A parameter of the table behind a table has that one's name before its own. */
function optionName(name: string): string {
  return name.split('.').map(quoteIdentifier).join('.')
}
