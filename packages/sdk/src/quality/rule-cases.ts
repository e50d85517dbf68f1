import type { RuleOf, RuleType } from './rules.ts'

type Row = Readonly<Record<string, unknown>>
type Demand<T extends RuleType> = Omit<RuleOf<T>, 'type' | 'id' | 'entity' | 'where'>

/** A rule about the entity `t` and rows that tell what it does; a test walks through all of them. */
export interface RuleCase<T extends RuleType = RuleType> {
  readonly rule: Demand<T>
  readonly passing: readonly Row[]
  readonly failing: readonly Row[]
  /** Of the failing rows: how many are considered, and the numbers of those that fail; how many where no row is at fault. */
  readonly considered: number
  readonly failed: readonly number[] | number
  /** Rows of other entities. */
  readonly others?: Readonly<Record<string, readonly Row[]>>
  /** What the rule says of rows in which each of its columns is null: nothing, unless it is about nulls. */
  readonly ofNulls?: 'passed' | 'failed'
  /** It says the same of texts that are written as the values; false where that is no use. */
  readonly ofTexts?: false
  /** Values of a type that the rule could not be about. */
  readonly unfit?: readonly unknown[]
}

const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}`

/** One case of each type, or several. */
export const ruleCases: { readonly [T in RuleType]: readonly RuleCase<T>[] } = {
  notNull: [
    {
      rule: { column: 'a' },
      passing: [{ a: 1 }, { a: '' }],
      failing: [{ a: 1 }, { a: null }, { a: 'x' }],
      considered: 3,
      failed: [1],
      ofNulls: 'failed',
    },
  ],
  missingMarkers: [
    {
      rule: { column: 'a' },
      passing: [{ a: 'Ann' }, { a: 'Nathan' }],
      failing: [{ a: ' N/A ' }, { a: 'Ann' }, { a: null }, { a: '' }, { a: 'NULL\n' }],
      considered: 4,
      failed: [0, 3, 4],
    },
    {
      rule: { column: 'a', markers: ['999'] },
      passing: [{ a: 99 }],
      failing: [{ a: 999 }, { a: 1 }],
      considered: 2,
      failed: [0],
    },
  ],
  complete: [
    {
      rule: { columns: ['a', 'b'], needs: 'all' },
      passing: [{ a: 1, b: 2 }],
      failing: [
        { a: 1, b: 2 },
        { a: 1, b: null },
        { a: null, b: null },
      ],
      considered: 3,
      failed: [1, 2],
      ofNulls: 'failed',
    },
    {
      rule: { columns: ['a', 'b'], needs: 'any' },
      passing: [{ a: 1, b: null }],
      failing: [
        { a: 1, b: 2 },
        { a: null, b: null },
        { a: null, b: 3 },
      ],
      considered: 3,
      failed: [1],
      ofNulls: 'failed',
    },
  ],
  rowCount: [
    {
      rule: { min: 2, max: 3 },
      passing: [{ a: 1 }, { a: 2 }],
      failing: [{ a: 1 }],
      considered: 1,
      failed: 1,
      ofNulls: 'passed',
    },
    {
      rule: { sameAs: { entity: 'u', factor: 2 } },
      others: { u: [{ x: 1 }] },
      passing: [{ a: 1 }, { a: 2 }],
      failing: [{ a: 1 }, { a: 2 }, { a: 3 }],
      considered: 1,
      failed: 1,
      ofNulls: 'passed',
    },
  ],
  noGaps: [
    {
      rule: { column: 'a', every: 'day' },
      passing: [{ a: day(3) }, { a: day(2) }, { a: `${day(4)}T10:00:00` }, { a: null }],
      failing: [{ a: day(1) }, { a: day(2) }, { a: day(6) }, { a: day(2) }],
      considered: 6,
      failed: 3,
      unfit: [true, 7],
    },
    {
      rule: { column: 'a', every: 'month' },
      passing: [{ a: '2025-12-31' }, { a: '2026-01-01' }],
      failing: [{ a: '2025-12-31' }, { a: '2026-02-01' }],
      considered: 3,
      failed: 1,
    },
  ],
  unique: [
    {
      rule: { columns: ['a'] },
      passing: [{ a: 1 }, { a: 2 }, { a: null }, { a: null }],
      failing: [{ a: 'x' }, { a: 'é' }, { a: 'x' }, { a: null }, { a: 'x' }, { a: 'é' }],
      considered: 5,
      failed: [2, 4, 5],
    },
    {
      rule: { columns: ['a', 'b'] },
      passing: [
        { a: 1, b: 2 },
        { a: 2, b: 1 },
        { a: 12, b: '' },
        { a: 1, b: null },
        { a: 1, b: null },
      ],
      failing: [
        { a: 1, b: 2 },
        { a: 1, b: 3 },
        { a: 1, b: 2 },
      ],
      considered: 3,
      failed: [2],
    },
  ],
  primaryKey: [
    {
      rule: { columns: ['a', 'b'] },
      passing: [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      failing: [
        { a: 1, b: 1 },
        { a: 1, b: null },
        { a: 1, b: 1 },
        { a: 2, b: 1 },
      ],
      considered: 4,
      failed: [1, 2],
      ofNulls: 'failed',
    },
  ],
  distinctCount: [
    {
      rule: { column: 'a', min: 2, maxShare: 0.5 },
      passing: [{ a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }, { a: null }],
      failing: [{ a: 1 }, { a: 2 }, { a: 2 }],
      considered: 1,
      failed: 1,
    },
  ],
  duplicateRows: [
    {
      rule: { except: ['id'] },
      passing: [
        { id: 1, a: 1, b: null },
        { id: 2, a: null, b: 1 },
        { id: 3, a: 1, b: 1 },
      ],
      failing: [
        { id: 1, a: 1, b: null },
        { id: 2, a: 2, b: null },
        { id: 3, a: 1 },
        { id: 4, a: 1, b: null },
      ],
      considered: 4,
      failed: [2, 3],
      ofNulls: 'failed',
    },
  ],
  functionalDependency: [
    {
      rule: { columns: ['zip'], determines: 'city' },
      passing: [
        { zip: 1, city: 'a' },
        { zip: 1, city: 'a' },
        { zip: 2, city: 'a' },
        { zip: 2, city: null },
      ],
      failing: [
        { zip: 1, city: 'b' },
        { zip: 1, city: 'a' },
        { zip: 1, city: 'a' },
        { zip: 2, city: 'c' },
        { zip: 1, city: 'b' },
        { zip: 1, city: 'a' },
      ],
      considered: 6,
      // The sample holds the first row of a wrong value, which stands twice.
      failed: 2,
    },
  ],
  foreignKey: [
    {
      rule: { columns: ['a'], parent: 'u', parentColumns: ['id'] },
      others: { u: [{ id: 1 }, { id: 2 }, { id: null }] },
      passing: [{ a: 1 }, { a: 2 }, { a: 1 }, { a: null }],
      failing: [{ a: 1 }, { a: 7 }, { a: null }, { a: 8 }],
      considered: 3,
      failed: [1, 3],
    },
    {
      rule: { columns: ['a', 'b'], parent: 't', parentColumns: ['c', 'd'] },
      passing: [
        { a: 1, b: 2, c: 3, d: 4 },
        { a: 3, b: 4, c: 1, d: 2 },
        { a: 3, b: null, c: 5, d: 5 },
      ],
      failing: [
        { a: 1, b: 2, c: 2, d: 1 },
        { a: 2, b: 1, c: 3, d: 3 },
      ],
      considered: 2,
      failed: [0],
    },
  ],
  childrenPerParent: [
    {
      rule: { columns: ['id'], child: 'u', childColumns: ['of'], min: 1, max: 2 },
      others: { u: [{ of: 1 }, { of: 2 }, { of: 2 }, { of: 3 }, { of: 3 }, { of: 3 }, { of: null }] },
      passing: [{ id: 1 }, { id: 2 }, { id: null }],
      failing: [{ id: 1 }, { id: 3 }, { id: 4 }],
      considered: 3,
      failed: [1, 2],
    },
  ],
  pairGreater: [
    {
      rule: { lesser: 'a', greater: 'b' },
      passing: [
        { a: 9, b: 10 },
        { a: null, b: 1 },
        { a: 1, b: null },
      ],
      failing: [
        { a: 1, b: 2 },
        { a: 10, b: 9 },
        { a: 2, b: 2 },
        { a: null, b: 0 },
      ],
      considered: 3,
      failed: [1, 2],
    },
    {
      rule: { lesser: 'a', greater: 'b', orEqual: true },
      passing: [
        { a: day(1), b: day(1) },
        { a: '2026-01-01T10:00:00Z', b: '2026-01-01T12:00:00+01:00' },
      ],
      failing: [
        { a: day(2), b: day(1) },
        { a: 'b', b: 'ab' },
      ],
      considered: 2,
      failed: [0, 1],
    },
  ],
  pairEqual: [
    {
      rule: { columns: ['a', 'b'] },
      passing: [
        { a: 1, b: 1 },
        { a: 'x', b: 'x' },
        { a: 1, b: null },
      ],
      failing: [
        { a: 1, b: 2 },
        { a: 'x', b: 'X' },
        { a: 3, b: 3 },
      ],
      considered: 3,
      failed: [0, 1],
    },
    {
      rule: { columns: ['a', 'b'], not: true },
      passing: [{ a: 1, b: 2 }],
      failing: [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      considered: 2,
      failed: [0],
    },
  ],
  tupleInSet: [
    {
      rule: {
        columns: ['a', 'b'],
        values: [
          ['x', 1],
          ['y', 2],
        ],
      },
      passing: [
        { a: 'x', b: 1 },
        { a: 'y', b: 2 },
        { a: 'y', b: null },
      ],
      failing: [
        { a: 'x', b: 2 },
        { a: 'x', b: 1 },
        { a: 'z', b: 1 },
      ],
      considered: 3,
      failed: [0, 2],
    },
  ],
  monotonic: [
    {
      rule: { column: 'a', direction: 'increasing', strict: true },
      passing: [{ a: 9 }, { a: null }, { a: 10 }],
      failing: [{ a: 1 }, { a: 3 }, { a: 2 }, { a: 2 }, { a: 4 }],
      considered: 4,
      failed: [2, 3],
      unfit: [true],
    },
    {
      rule: { column: 'a', direction: 'decreasing', groupBy: ['g'], step: -1 },
      passing: [
        { g: 1, a: 5 },
        { g: 2, a: 1 },
        { g: 1, a: 4 },
      ],
      failing: [
        { g: 1, a: 5 },
        { g: 2, a: 7 },
        { g: 1, a: 3 },
        { g: 2, a: 6 },
      ],
      considered: 2,
      failed: [2],
    },
  ],
  columns: [
    {
      rule: { names: ['a', 'b'], ordered: true, extra: false },
      passing: [{ a: 1, b: 1 }],
      failing: [{ b: 1, a: 1 }],
      considered: 1,
      failed: 1,
      ofNulls: 'failed',
    },
  ],
  type: [
    {
      rule: { column: 'a', is: 'integer' },
      passing: [{ a: 1 }, { a: 2n ** 60n }, { a: 3.0 }, { a: null }],
      failing: [{ a: 1 }, { a: 1.5 }, { a: '12' }, { a: 'twelve' }, { a: true }],
      considered: 5,
      failed: [1, 3, 4],
    },
    {
      rule: { column: 'a', is: 'date' },
      passing: [{ a: day(1) }, { a: '2024-02-29' }],
      failing: [{ a: day(1) }, { a: '2023-02-29' }, { a: '2026-01-01T10:00:00' }, { a: 'soon' }],
      considered: 4,
      failed: [1, 2, 3],
    },
  ],
  range: [
    {
      rule: { column: 'a', min: 0, max: 10 },
      passing: [{ a: 0 }, { a: 10 }, { a: 9.5 }, { a: null }],
      failing: [{ a: 5 }, { a: 11 }, { a: -1 }, { a: null }, { a: '7' }, { a: 'seven' }],
      considered: 5,
      failed: [1, 2, 5],
      unfit: [true, false],
    },
    {
      rule: { column: 'a', min: day(1), max: day(9), strict: true },
      passing: [{ a: day(2) }, { a: `${day(8)} 23:59:59` }],
      failing: [{ a: day(1) }, { a: day(2) }, { a: day(9) }, { a: 'soon' }],
      considered: 4,
      failed: [0, 2, 3],
    },
    {
      rule: { column: 'a', min: 'b' },
      passing: [{ a: 'b' }, { a: 'ba' }],
      failing: [{ a: 'B' }, { a: 'c' }],
      considered: 2,
      failed: [0],
    },
    {
      rule: { column: 'a', max: '9007199254740993' },
      passing: [{ a: 9007199254740993n }],
      failing: [{ a: 9007199254740994n }, { a: 9007199254740993n }],
      considered: 2,
      failed: [0],
      ofTexts: false,
    },
  ],
  inSet: [
    {
      rule: { column: 'a', values: ['x', 'y'] },
      passing: [{ a: 'x' }, { a: null }],
      failing: [{ a: 'x' }, { a: 'X' }, { a: 'z' }, { a: null }],
      considered: 3,
      failed: [1, 2],
    },
    {
      rule: { column: 'a', values: [1, 2.5] },
      passing: [{ a: 1 }, { a: '2.50' }],
      failing: [{ a: 1 }, { a: 2 }, { a: 'one' }],
      considered: 3,
      failed: [1, 2],
      unfit: [true],
    },
  ],
  notInSet: [
    {
      rule: { column: 'a', values: ['x', 'y'] },
      passing: [{ a: 'z' }],
      failing: [{ a: 'x' }, { a: 'z' }, { a: null }],
      considered: 2,
      failed: [0],
    },
  ],
  distinctSet: [
    {
      rule: { column: 'a', values: ['x', 'y'], relation: 'equals' },
      passing: [{ a: 'x' }, { a: 'y' }, { a: 'x' }, { a: null }],
      failing: [{ a: 'x' }, { a: 'y' }, { a: 'z' }],
      considered: 1,
      failed: 1,
    },
    {
      rule: { column: 'a', values: [1, 2], relation: 'contains' },
      passing: [{ a: 1 }, { a: '2.0' }, { a: 3 }],
      failing: [{ a: 1 }, { a: 3 }],
      considered: 1,
      failed: 1,
    },
  ],
  regex: [
    {
      rule: { column: 'a', pattern: '^[A-Z]{2}-\\d+$' },
      passing: [{ a: 'AB-1' }, { a: null }],
      failing: [{ a: 'AB-1' }, { a: 'ab-1' }, { a: 'AB-1\n' }, { a: null }],
      considered: 3,
      failed: [1, 2],
    },
    {
      rule: { column: 'a', pattern: 'ß', not: true, ignoreCase: true },
      passing: [{ a: 'ss' }, { a: 12 }],
      failing: [{ a: 'Straße' }, { a: 'STRASSE' }],
      considered: 2,
      failed: [0],
    },
  ],
  namedFormat: [
    {
      rule: { column: 'a', format: 'iban' },
      passing: [{ a: 'DE89 3704 0044 0532 0130 00' }, { a: null }],
      failing: [{ a: 'DE89370400440532013000' }, { a: 'DE88370400440532013000' }],
      considered: 2,
      failed: [1],
    },
  ],
  length: [
    {
      rule: { column: 'a', min: 2, max: 3 },
      passing: [{ a: 'ab' }, { a: '😀😀😀' }, { a: 123 }, { a: null }],
      failing: [{ a: '😀' }, { a: 'abc' }, { a: 'abcd' }, { a: null }],
      considered: 3,
      failed: [0, 2],
    },
  ],
  consistentCasing: [
    {
      rule: { column: 'a' },
      passing: [{ a: 'New York' }, { a: 'Paris' }, { a: null }],
      failing: [{ a: 'paris' }, { a: 'Paris' }, { a: 'Paris' }, { a: 'New  York' }, { a: 'new york' }, { a: null }],
      considered: 5,
      failed: [0, 4],
    },
  ],
  expressionTrue: [
    {
      rule: { expression: 'a + 1 > b' },
      passing: [
        { a: 1, b: 1 },
        { a: null, b: 9 },
      ],
      failing: [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
        { a: null, b: 2 },
        { a: 'one', b: 2 },
      ],
      considered: 3,
      failed: [1, 3],
    },
  ],
  conditional: [
    {
      rule: { when: "s = 'sent'", then: 'at is not null' },
      passing: [
        { s: 'sent', at: 1 },
        { s: 'new', at: null },
      ],
      failing: [
        { s: 'sent', at: null },
        { s: 'new', at: null },
        { s: null, at: null },
        { s: 'sent', at: 2 },
      ],
      considered: 2,
      failed: [0],
    },
  ],
  sumEquals: [
    {
      rule: { columns: ['a', 'b'], total: 'c' },
      passing: [
        { a: 0.1, b: 0.2, c: 0.3 },
        { a: 1, b: 2, c: null },
      ],
      failing: [
        { a: 1, b: 2, c: 3 },
        { a: 1, b: 2, c: 4 },
        { a: 1, b: null, c: 1 },
        { a: 1, b: 'two', c: 3 },
      ],
      considered: 3,
      failed: [1, 3],
      unfit: [true],
    },
    {
      rule: { columns: ['a', 'b'], total: 100, within: 1 },
      passing: [{ a: 50, b: 49.5 }],
      failing: [
        { a: 50, b: 50 },
        { a: 50, b: 40 },
      ],
      considered: 2,
      failed: [1],
    },
  ],
  ratioOfSums: [
    {
      rule: { numerator: 'a', denominator: 'b', max: 0.5 },
      passing: [
        { a: 1, b: 2 },
        { a: 0, b: null },
      ],
      failing: [
        { a: 1, b: 1 },
        { a: null, b: 0.5 },
      ],
      considered: 1,
      failed: 1,
      unfit: [true],
    },
  ],
  aggregate: [
    {
      rule: { column: 'a', measure: 'median', min: 2, max: 3 },
      passing: [{ a: 1 }, { a: 100 }, { a: 2 }, { a: 3 }, { a: null }],
      failing: [{ a: 1 }, { a: 1 }, { a: 10 }],
      considered: 1,
      failed: 1,
      unfit: [true],
    },
    {
      rule: { column: 'a', measure: 'deviation', max: 1 },
      passing: [{ a: 1 }, { a: 2 }, { a: 3 }],
      failing: [{ a: 1 }, { a: 2.5 }, { a: 4 }],
      considered: 1,
      failed: 1,
    },
  ],
  correlation: [
    {
      rule: { columns: ['a', 'b'], min: 0.9 },
      passing: [
        { a: 1, b: 2 },
        { a: 2, b: 4 },
        { a: 3, b: 6.5 },
        { a: 4, b: null },
      ],
      failing: [
        { a: 1, b: 2 },
        { a: 2, b: 4 },
        { a: 3, b: 1 },
      ],
      considered: 1,
      failed: 1,
      unfit: [true],
    },
  ],
  zScore: [
    {
      rule: { column: 'a', max: 2 },
      passing: [{ a: 1 }, { a: 2 }, { a: 3 }, { a: null }],
      failing: [...Array.from({ length: 9 }, (_, i) => ({ a: i % 2 })), { a: 1000 }, { a: null }],
      considered: 10,
      failed: [9],
      unfit: [true],
    },
  ],
  freshness: [
    {
      rule: { column: 'a', maxAge: '2d' },
      passing: [{ a: '2026-11-27T12:00:00Z' }, { a: '2020-01-01' }, { a: null }],
      failing: [{ a: '2026-11-26' }, { a: '2020-01-01' }],
      considered: 1,
      failed: 1,
      unfit: [true, 5],
    },
  ],
  withinParent: [
    {
      rule: { columns: ['of'], parent: 'u', parentColumns: ['id'], time: 'at', after: 'born', before: 'gone' },
      others: {
        u: [
          { id: 1, born: day(2), gone: day(5) },
          { id: 2, born: day(2), gone: null },
        ],
      },
      passing: [
        { of: 1, at: day(2) },
        { of: 1, at: day(5) },
        { of: 2, at: day(30) },
        { of: 9, at: day(1) },
      ],
      failing: [
        { of: 1, at: day(6) },
        { of: 1, at: day(3) },
        { of: 2, at: day(1) },
        { of: null, at: day(1) },
        { of: 9, at: day(1) },
      ],
      considered: 3,
      failed: [0, 2],
    },
  ],
  mutuallyExclusiveRanges: [
    {
      rule: { low: 'a', high: 'b', groupBy: ['g'] },
      passing: [
        { g: 1, a: 3, b: 9 },
        { g: 1, a: 1, b: 3 },
        { g: 2, a: 2, b: 4 },
        { g: 1, a: 10, b: null },
        { g: 1, a: null, b: 4 },
      ],
      failing: [
        { g: 1, a: 5, b: 6 },
        { g: 1, a: 1, b: 7 },
        { g: 1, a: 6.5, b: 8 },
        { g: 2, a: 9, b: 2 },
        { g: 1, a: 8, b: 9 },
      ],
      considered: 5,
      failed: [0, 2, 3],
    },
    {
      rule: { low: 'a', high: 'b', gaps: 'none' },
      passing: [
        { a: day(1), b: day(2) },
        { a: day(2), b: day(4) },
      ],
      failing: [
        { a: day(1), b: day(2) },
        { a: day(3), b: day(4) },
      ],
      considered: 2,
      failed: [1],
    },
    {
      rule: { low: 'a', high: 'b', inclusive: true },
      passing: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      failing: [
        { a: 1, b: 2 },
        { a: 2, b: 4 },
      ],
      considered: 2,
      failed: [1],
    },
  ],
  stateMachine: [
    {
      rule: {
        key: ['o'],
        order: 'at',
        state: 's',
        start: ['new'],
        transitions: { new: ['paid', 'gone'], paid: ['sent'] },
        end: ['sent', 'gone'],
      },
      passing: [
        { o: 1, at: day(3), s: 'sent' },
        { o: 2, at: day(1), s: 'new' },
        { o: 1, at: day(1), s: 'new' },
        { o: 2, at: day(9), s: 'gone' },
        { o: 1, at: day(2), s: 'paid' },
        { o: 3, at: null, s: 'odd' },
      ],
      failing: [
        { o: 1, at: 1, s: 'new' },
        { o: 1, at: 2, s: 'sent' },
        { o: 2, at: 1, s: 'paid' },
        { o: 2, at: 2, s: 'sent' },
        { o: 3, at: 10, s: 'paid' },
        { o: 3, at: 9, s: 'new' },
        { o: 4, at: 1, s: 'new' },
        { o: 4, at: 2, s: 'lost' },
        { o: 4, at: 3, s: 'sent' },
      ],
      considered: 9,
      failed: [1, 2, 4, 7],
    },
  ],
  eventOrder: [
    {
      rule: { key: ['o'], time: 'at', event: 'e', sequence: ['ordered', 'paid', 'shipped'] },
      passing: [
        { o: 1, at: 3, e: 'shipped' },
        { o: 1, at: 1, e: 'ordered' },
        { o: 2, at: 1, e: 'paid' },
        { o: 1, at: 0, e: 'seen' },
        { o: 2, at: 1, e: 'ordered' },
      ],
      failing: [
        { o: 1, at: 1, e: 'paid' },
        { o: 1, at: 2, e: 'ordered' },
        { o: 1, at: 3, e: 'shipped' },
        { o: 2, at: 5, e: 'paid' },
        { o: 2, at: 4, e: 'shipped' },
        { o: null, at: 4, e: 'shipped' },
      ],
      considered: 5,
      failed: [1, 3],
    },
    {
      rule: { key: ['o'], time: 'at', event: 'e', sequence: ['ordered', 'paid'], requires: true },
      passing: [
        { o: 1, at: 1, e: 'ordered' },
        { o: 1, at: 1, e: 'paid' },
      ],
      failing: [
        { o: 1, at: 1, e: 'paid' },
        { o: 2, at: 1, e: 'ordered' },
      ],
      considered: 2,
      failed: [0],
    },
  ],
}
