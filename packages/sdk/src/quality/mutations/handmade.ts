import type { Rule } from '../rules.ts'
import type { Data, Row } from './world.ts'

const rows = (n: number, make: (at: number) => Row): Row[] => Array.from({ length: n }, (_, at) => make(at))
const day = (at: number): string => new Date(Date.UTC(2025, 10, 2 + at)).toISOString().slice(0, 10)
const moment = (at: number): Date => new Date(Date.UTC(2025, 11, 31, 20) - (59 - at) * 3_600_000)

const steps = ['open', 'paid', 'sent', 'done']
const events = ['placed', 'packed', 'sent']

/** Rows that meet all of `handmadeRules`, which are about what neither a schema nor a sample suggests. */
export const handmadeData: Data = {
  readings: rows(60, (at) => ({
    number: at + 1,
    day: day(at),
    at: moment(at),
    counter: at * 3,
    note: `note ${at % 7}`,
    street: `Street ${at}`,
    town: at % 5 === 0 ? null : 'Town',
    mail: at % 2 === 0 ? 'a' : null,
    call: at % 2 === 0 ? null : 'b',
    channel: ['web', 'shop', 'phone'][at % 3],
    colour: ['red', 'green', 'blue'][at % 3],
    word: ['alpha', 'beta'][at % 2],
    comment: `fine ${at}`,
    city: ['Berlin', 'Paris'][at % 2],
    power: 100 + (at % 10),
    level: 50 + (at % 5),
    width: at,
    area: at * 2 + (at % 3),
    left: at % 4,
    right: at % 4,
    size: ['small', 'large'][at % 2],
    unit: ['g', 'kg'][at % 2],
    net: 10 + at,
    tax: 2 + (at % 3),
    gross: 12 + at + (at % 3),
    sold: 3 + (at % 4),
    made: 10 + (at % 4),
  })),
  plain: rows(40, (at) => ({ a: at % 8, b: Math.floor(at / 8) })),
  meters: rows(20, (at) => ({ id: at + 1, begun: at * 10, ended: at * 10 + 50 })),
  visits: rows(60, (at) => ({ number: at + 1, meter_id: (at % 20) + 1, seen: (at % 20) * 10 + (at % 7) })),
  tariffs: rows(30, (at) => ({ from: at * 10, to: at * 10 + 8 })),
  states: rows(80, (at) => ({ order_id: Math.floor(at / 4), at: at % 4, state: steps[at % 4] })),
  events: rows(60, (at) => ({ order_id: Math.floor(at / 3), at: moment(at), event: events[at % 3] })),
}

const of = (entity: string) => ({ id: '', entity })
const readings = of('readings')

const rules: readonly Rule[] = [
  { ...readings, type: 'missingMarkers', column: 'note' },
  { ...readings, type: 'complete', columns: ['street', 'number'], needs: 'all' },
  { ...readings, type: 'complete', columns: ['mail', 'call'], needs: 'any' },
  { ...readings, type: 'noGaps', column: 'day', every: 'day' },
  { ...readings, type: 'distinctCount', column: 'channel', min: 3 },
  { ...readings, type: 'distinctSet', column: 'colour', values: ['red', 'green', 'blue'], relation: 'contains' },
  { ...readings, type: 'notInSet', column: 'word', values: ['test', 'dummy'] },
  { ...readings, type: 'regex', column: 'comment', pattern: 'test', not: true },
  { ...readings, type: 'consistentCasing', column: 'city' },
  { ...readings, type: 'monotonic', column: 'counter', direction: 'increasing' },
  { ...readings, type: 'freshness', column: 'at', maxAge: '36h' },
  { ...readings, type: 'aggregate', column: 'power', measure: 'mean', min: 90, max: 120 },
  { ...readings, type: 'zScore', column: 'level', max: 6 },
  { ...readings, type: 'correlation', columns: ['width', 'area'], min: 0.9 },
  { ...readings, type: 'pairEqual', columns: ['left', 'right'] },
  {
    ...readings,
    type: 'tupleInSet',
    columns: ['size', 'unit'],
    values: [
      ['small', 'g'],
      ['large', 'kg'],
    ],
  },
  { ...readings, type: 'sumEquals', columns: ['net', 'tax'], total: 'gross' },
  { ...readings, type: 'ratioOfSums', numerator: 'sold', denominator: 'made', min: 0.1, max: 1 },
  { ...of('plain'), type: 'duplicateRows' },
  { ...of('tariffs'), type: 'rowCount', min: 30 },
  { ...of('tariffs'), type: 'mutuallyExclusiveRanges', low: 'from', high: 'to' },
  { ...of('meters'), type: 'childrenPerParent', columns: ['id'], child: 'visits', childColumns: ['meter_id'], max: 4 },
  {
    ...of('visits'),
    type: 'withinParent',
    columns: ['meter_id'],
    parent: 'meters',
    parentColumns: ['id'],
    time: 'seen',
    after: 'begun',
    before: 'ended',
  },
  {
    ...of('states'),
    type: 'stateMachine',
    key: ['order_id'],
    order: 'at',
    state: 'state',
    start: ['open'],
    transitions: { open: ['paid'], paid: ['sent'], sent: ['done'], done: [] },
  },
  { ...of('events'), type: 'eventOrder', key: ['order_id'], time: 'at', event: 'event', sequence: events },
]

export const handmadeRules: readonly Rule[] = rules.map((rule, at) => ({
  ...rule,
  id: `${rule.entity}.${rule.type}.${at}`,
}))
