import type { FieldDefinition } from '../model/schema.ts'
import { wordsOf } from './infer-words.ts'

/** Words for what comes first, and for what is not before it. */
const pairs: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ['start', 'starts', 'started', 'begin', 'begins', 'from', 'effective', 'opened', 'opens', 'departure', 'departs'],
    [
      'end',
      'ends',
      'ended',
      'finish',
      'finished',
      'to',
      'until',
      'expires',
      'expiry',
      'closed',
      'closes',
      'arrival',
      'arrives',
    ],
  ],
  [
    ['order', 'ordered', 'purchase', 'purchased', 'invoice'],
    ['required', 'ship', 'shipped', 'delivery', 'delivered', 'due', 'paid'],
  ],
  [
    ['shipped', 'ship'],
    ['delivered', 'delivery'],
  ],
  [
    ['rental', 'rented', 'loan', 'loaned', 'borrowed', 'checkout'],
    ['return', 'returned', 'due'],
  ],
  [
    ['birth', 'born', 'birthday', 'dob'],
    ['hire', 'hired', 'joined', 'death', 'died'],
  ],
  [
    ['hire', 'hired', 'joined'],
    ['termination', 'terminated', 'left', 'leave'],
  ],
  [
    ['min', 'minimum', 'lowest', 'low', 'lower'],
    ['max', 'maximum', 'highest', 'high', 'upper'],
  ],
]

/** What says that a name is of a time, and not which. */
const nouns = new Set(['date', 'at', 'on', 'time', 'day', 'datetime', 'timestamp', 'dt', 'ts', 'of'])
const ordered = new Set<string | undefined>(['integer', 'decimal', 'float', 'date', 'time', 'timestamp', 'timestamptz'])

interface Named {
  readonly field: FieldDefinition
  readonly words: readonly string[]
}

/** Pairs of fields whose names say that one is not after the other: rental_date and return_date, min_price and max_price. */
export function inferOrders(fields: readonly FieldDefinition[]): (readonly [string, string])[] {
  const named = fields
    .filter((field) => ordered.has(field.type) && !field.generated)
    .map((field): Named => ({ field, words: wordsOf(field.name).filter((word) => !nouns.has(word)) }))
  const found = pairs.flatMap(([first, last]) => {
    const after = withRole(named, last)
    return withRole(named, first).flatMap(({ field, rest }) =>
      after
        .filter((other) => other.rest === rest && other.field.type === field.type)
        .map((other): readonly [string, string] => [field.name, other.field.name]),
    )
  })
  return [...new Map(found.map((pair) => [JSON.stringify(pair), pair])).values()]
}

/** Fields with one of the words at the start or the end of their names, and what the names then still say. */
function withRole(named: readonly Named[], words: readonly string[]): { field: FieldDefinition; rest: string }[] {
  return named.flatMap(({ field, words: own }) =>
    words.flatMap((word) => {
      const rest = own[0] === word ? own.slice(1) : own.at(-1) === word ? own.slice(0, -1) : undefined
      return rest === undefined ? [] : [{ field, rest: rest.join(' ') }]
    }),
  )
}
