import type { RangeType } from '../../../definition.ts'
import type { Fact, FactOf } from '../../../facts.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import { sqlTokens } from '../../../sql-tokens.ts'
import type { Draft, World } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { freeName } from './free-name.ts'

type TypeFact = FactOf<'enum' | 'domain' | 'composite' | 'range'>

/** A type that is replaced stands under another name while columns move to the new one. */
export function renameAside(fact: Fact, world: World): Draft {
  const type = typeOf(fact)
  const aside = freeName(type.object, world)
  const rename = `RENAME TO ${quoteIdentifier(aside)}`
  const statements =
    type.kind === 'range'
      ? rangeAside(type.object, aside, world)
      : [
          `ALTER ${type.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${quoteTable(type.object)} ${rename}`,
          // Its successor could not have the name that Postgres gave this constraint.
          ...(type.kind === 'domain' && type.object.notNull
            ? [`ALTER DOMAIN ${quoteTable({ schema: type.object.schema, name: aside })} DROP NOT NULL`]
            : []),
        ]
  return { action: 'rename', title: `rename ${fact.id} to ${aside}, to replace it`, statements }
}

/** Its columns have moved by then. */
export function dropAside(fact: Fact, world: World): Draft {
  const type = typeOf(fact)
  const aside = quoteTable({ schema: type.object.schema, name: freeName(type.object, world) })
  const statements = [`DROP ${type.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${aside}`]
  return { action: 'drop', title: `drop what was ${fact.id}`, statements }
}

/** With a range go its multirange and the functions that make the two of them, which have their names. */
function rangeAside(range: RangeType, aside: string, world: World): string[] {
  const { schema, subtype } = range
  const multirange = multirangeOf(range)
  const multirangeAside = freeName(multirange, world)
  const set = quoteTable({ schema, name: aside })
  const functions: [QualifiedName, string, string][] = [
    [range, `${subtype}, ${subtype}`, aside],
    [range, `${subtype}, ${subtype}, pg_catalog.text`, aside],
    [multirange, '', multirangeAside],
    [multirange, set, multirangeAside],
    [multirange, `${set}[]`, multirangeAside],
  ]
  return [
    `ALTER TYPE ${quoteTable(range)} RENAME TO ${quoteIdentifier(aside)}`,
    `ALTER TYPE ${quoteTable(multirange)} RENAME TO ${quoteIdentifier(multirangeAside)}`,
    ...functions.map(
      ([name, types, to]) => `ALTER FUNCTION ${quoteTable(name)}(${types}) RENAME TO ${quoteIdentifier(to)}`,
    ),
  ]
}

/** Out of its name as the engine writes it. */
function multirangeOf({ schema, multirange }: RangeType): QualifiedName {
  const names = sqlTokens(multirange, 'subscript').filter(({ kind }) => kind === 'word' || kind === 'quoted')
  const [last, before] = names.reverse()
  return { schema: before?.value ?? schema, name: last?.value ?? multirange }
}

function typeOf(fact: Fact): TypeFact {
  switch (fact.kind) {
    case 'enum':
    case 'domain':
    case 'composite':
    case 'range':
      return fact
    default:
      throw new TypeError(`${fact.id} is not a type that columns can move away from`)
  }
}
