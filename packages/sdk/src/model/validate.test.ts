import { describe, expect, test } from 'vitest'
import { parseSchema } from './parse.ts'
import { problemCodes } from './problem.ts'
import { validateSchema } from './validate.ts'

type Parts = Readonly<Record<string, unknown>>

const id = { name: 'id', type: 'integer' }
const entity = (name: string, ...fields: readonly Parts[]): Parts => ({ name, fields: [id, ...fields] })
const text = (name: string, more: Parts = {}): Parts => ({ name, type: 'text', ...more })
const integer = (name: string, more: Parts = {}): Parts => ({ name, type: 'integer', ...more })
const decimal = (name: string, more: Parts = {}): Parts => ({ name, type: 'decimal', scale: 2, ...more })
const date = (name: string, more: Parts = {}): Parts => ({ name, type: 'date', ...more })
const leads = (child: string, field: string, parent: string, more: Parts = {}): Parts => ({
  type: 'one-to-many',
  parent: { entity: parent },
  child: { entity: child, fields: [field] },
  ...more,
})
const one = (fields: readonly Parts[], constraints: readonly Parts[], more: Parts = {}): Parts => ({
  entities: [entity('a', ...fields)],
  constraints: constraints.map((constraint) => ({ entity: 'a', ...constraint })),
  ...more,
})
const two = (relationship: Parts, more: Parts = {}, childFields: readonly Parts[] = [integer('b_id')]): Parts => ({
  entities: [entity('a', ...childFields), entity('b')],
  relationships: [relationship],
  ...more,
})
const range = (field: string, min?: unknown, max?: unknown): Parts => ({
  type: 'range',
  field,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})
const check = (expression: string): Parts => ({ type: 'check', expression })

const invalid: readonly (readonly [string, unknown, readonly string[]])[] = [
  // malformed
  ['no schema at all', null, ['MALFORMED ']],
  ['a list', [], ['MALFORMED ']],
  ['an empty object', {}, ['MISSING entities']],
  ['no entities', { entities: [] }, ['MALFORMED entities']],
  ['entities that are none', { entities: 'a' }, ['MALFORMED entities']],
  ['an entity that is a word', { entities: ['a'] }, ['MALFORMED entities[0]']],
  ['an entity without a name', { entities: [{ fields: [id] }] }, ['MISSING entities[0].name']],
  ['an entity with an empty name', { entities: [{ name: '', fields: [id] }] }, ['MALFORMED entities[0].name']],
  ['an entity without fields', { entities: [{ name: 'a' }] }, ['MISSING entities[0].fields']],
  ['an entity with no fields', { entities: [{ name: 'a', fields: [] }] }, ['MALFORMED entities[0].fields']],
  [
    'a field without a name',
    { entities: [{ name: 'a', fields: [{ type: 'text' }] }] },
    ['MISSING entities[0].fields[0].name'],
  ],
  ['a type that is none', one([{ name: 'x', type: 'string' }], []), ['MALFORMED entities[0].fields[1].type']],
  ['a null rate above 1', one([text('x', { nullRate: 2 })], []), ['MALFORMED entities[0].fields[1].nullRate']],
  [
    'a property that is not known',
    one([text('x', { nulable: true })], []),
    ['UNKNOWN_PROPERTY entities[0].fields[1].nulable'],
  ],
  ['a property of the whole that is not known', { entities: [entity('a')], tables: [] }, ['UNKNOWN_PROPERTY tables']],
  ['another kind of file', { kind: 'understudy.rules', entities: [entity('a')] }, ['MALFORMED kind']],
  ['a later version', { version: 2, entities: [entity('a')] }, ['MALFORMED version']],
  [
    'a relationship without a type',
    two({ parent: { entity: 'b' }, child: { entity: 'a', fields: ['b_id'] } }),
    ['MISSING relationships[0].type'],
  ],
  [
    'a relationship of a type that is none',
    two(leads('a', 'b_id', 'b', { type: 'many' })),
    ['MALFORMED relationships[0].type'],
  ],
  [
    'a relationship without a child',
    two({ type: 'one-to-many', parent: { entity: 'b' } }),
    ['MISSING relationships[0].child'],
  ],
  [
    'a constraint of a type that is none',
    one([], [{ type: 'positive', field: 'id' }]),
    ['MALFORMED constraints[0].type'],
  ],
  ['a bound that is no value', one([], [range('id', {})]), ['MALFORMED constraints[0].min']],
  [
    'a distribution that is none',
    one([integer('x', { distribution: { name: 'bell' } })], []),
    ['MALFORMED entities[0].fields[1].distribution.name'],
  ],
  ['0 rows', { entities: [entity('a')], volume: { rows: 0 } }, ['MALFORMED volume.rows']],
  [
    'a volume without rows',
    { entities: [entity('a')], volume: { entities: [{ entity: 'a' }] } },
    ['MISSING volume.entities[0].rows'],
  ],
  [
    'a volume per parent without max',
    two(leads('a', 'b_id', 'b'), { volume: { entities: [{ entity: 'a', per: 'b', min: 1 }] } }),
    ['MISSING volume.entities[0].max'],
  ],

  // names
  ['two entities of one name', { entities: [entity('a'), entity('a')] }, ['DUPLICATE_ENTITY entities[1].name']],
  ['two fields of one name', one([text('x'), integer('x')], []), ['DUPLICATE_FIELD entities[0].fields[2].name']],
  [
    'two relationships of one name',
    {
      ...two(leads('a', 'b_id', 'b')),
      relationships: [leads('a', 'b_id', 'b', { name: 'r' }), leads('a', 'b_id', 'b', { name: 'r' })],
    },
    ['DUPLICATE_RELATIONSHIP relationships[1].name'],
  ],
  [
    'two constraints of one name',
    one(
      [],
      [
        { ...range('id', 1), name: 'c' },
        { ...range('id', 2), name: 'c' },
      ],
    ),
    ['DUPLICATE_CONSTRAINT constraints[1].name'],
  ],
  [
    'two volumes of one entity',
    {
      entities: [entity('a')],
      volume: {
        entities: [
          { entity: 'a', rows: 1 },
          { entity: 'a', rows: 2 },
        ],
      },
    },
    ['DUPLICATE_VOLUME volume.entities[1].entity'],
  ],
  [
    'two parents of one tag',
    {
      entities: [entity('a', integer('to'), text('kind')), entity('b'), entity('c')],
      relationships: [
        {
          type: 'polymorphic',
          child: { entity: 'a', fields: ['to'], typeField: 'kind' },
          parents: [
            { entity: 'b', tag: 'x' },
            { entity: 'c', tag: 'x' },
          ],
        },
      ],
    },
    ['DUPLICATE_TAG relationships[0].parents[1].tag'],
  ],
  [
    'a field that is listed twice',
    one([text('x')], [{ type: 'unique', fields: ['x', 'x'] }]),
    ['REPEATED_FIELD constraints[0].fields[1]'],
  ],

  // references
  ['a parent that is not there', two(leads('a', 'b_id', 'z')), ['UNKNOWN_ENTITY relationships[0].parent.entity']],
  ['a child that is not there', two(leads('z', 'b_id', 'b')), ['UNKNOWN_ENTITY relationships[0].child.entity']],
  ['a child field that is not declared', two(leads('a', 'z', 'b')), ['UNKNOWN_FIELD relationships[0].child.fields[0]']],
  [
    'a parent field that is not there',
    two(leads('a', 'b_id', 'b', { parent: { entity: 'b', fields: ['z'] } })),
    ['UNKNOWN_FIELD relationships[0].parent.fields[0]'],
  ],
  [
    'a primary key that is not there',
    { entities: [{ ...entity('a'), primaryKey: ['z'] }] },
    ['UNKNOWN_FIELD entities[0].primaryKey[0]'],
  ],
  [
    'a constraint of an entity that is not there',
    one([], [{ ...range('id', 1), entity: 'z' }]),
    ['UNKNOWN_ENTITY constraints[0].entity'],
  ],
  ['a constraint on a field that is not there', one([], [range('z', 1)]), ['UNKNOWN_FIELD constraints[0].field']],
  [
    'an order of a field that is not there',
    one([], [{ type: 'order', fields: ['id', 'z'] }]),
    ['UNKNOWN_FIELD constraints[0].fields[1]'],
  ],
  [
    'a check that reads a field that is not there',
    one([], [check('id > z')]),
    ['UNKNOWN_FIELD constraints[0].expression'],
  ],
  ['a kind that is not there', one([text('x', { kind: 'e-mail' })], []), ['UNKNOWN_KIND entities[0].fields[1].kind']],
  [
    'options that the kind does not take',
    one([text('x', { kind: 'planet', options: { far: true } })], []),
    ['OPTIONS_INVALID entities[0].fields[1].options'],
  ],
  [
    'a type field that is not there',
    {
      entities: [entity('a', integer('to')), entity('b')],
      relationships: [
        {
          type: 'polymorphic',
          child: { entity: 'a', fields: ['to'], typeField: 'z' },
          parents: [{ entity: 'b', tag: 'x' }],
        },
      ],
    },
    ['UNKNOWN_FIELD relationships[0].child.typeField'],
  ],
  [
    'many to many through an entity that lacks the field',
    {
      entities: [entity('a'), entity('b'), entity('c', integer('a_id'))],
      relationships: [
        {
          type: 'many-to-many',
          left: { entity: 'a' },
          right: { entity: 'b' },
          through: { entity: 'c', left: ['a_id'], right: ['z'] },
        },
      ],
    },
    ['UNKNOWN_FIELD relationships[0].through.right[0]'],
  ],
  [
    'a volume of an entity that is not there',
    { entities: [entity('a')], volume: { entities: [{ entity: 'z', rows: 1 }] } },
    ['UNKNOWN_ENTITY volume.entities[0].entity'],
  ],
  [
    'a volume per entity that is no parent',
    two(leads('a', 'b_id', 'b'), { volume: { entities: [{ entity: 'b', per: 'a', min: 1, max: 2 }] } }),
    ['UNKNOWN_RELATIONSHIP volume.entities[0].per'],
  ],
  [
    'a volume per entity with two ways to it',
    {
      entities: [entity('a', integer('x'), integer('y')), entity('b')],
      relationships: [leads('a', 'x', 'b'), leads('a', 'y', 'b')],
      volume: { entities: [{ entity: 'a', per: 'b', min: 1, max: 2 }] },
    },
    ['AMBIGUOUS_RELATIONSHIP volume.entities[0].per'],
  ],

  // keys
  [
    'a parent without a key',
    {
      entities: [entity('a', integer('b_id')), { name: 'b', fields: [text('x')] }],
      relationships: [leads('a', 'b_id', 'b')],
    },
    ['KEY_MISSING relationships[0].parent'],
  ],
  [
    'a key of two fields in one',
    {
      entities: [entity('a', integer('b_id')), { ...entity('b', integer('x')), primaryKey: ['id', 'x'] }],
      relationships: [leads('a', 'b_id', 'b')],
    },
    ['KEY_LENGTH_MISMATCH relationships[0]'],
  ],
  [
    'a parent field that is not unique',
    {
      entities: [entity('a', text('x')), entity('b', text('y'))],
      relationships: [leads('a', 'x', 'b', { parent: { entity: 'b', fields: ['y'] } })],
    },
    ['KEY_NOT_UNIQUE relationships[0].parent.fields'],
  ],
  [
    'a child of another type',
    two(leads('a', 'b_id', 'b'), {}, [text('b_id')]),
    ['TYPE_MISMATCH relationships[0].child.fields[0]'],
  ],
  [
    'an optional parent that is never null',
    two(leads('a', 'b_id', 'b', { optional: true }), {}, [integer('b_id', { nullable: false })]),
    ['OPTIONAL_ON_NON_NULL relationships[0].optional'],
  ],
  [
    'keys in a circle',
    {
      entities: [entity('a'), entity('b')],
      relationships: [leads('a', 'id', 'b', { deferrable: true }), leads('b', 'id', 'a')],
    },
    ['KEY_CYCLE relationships[0]'],
  ],
  [
    'two that need each other',
    {
      entities: [entity('a', integer('b_id')), entity('b', integer('a_id'))],
      relationships: [leads('a', 'b_id', 'b'), leads('b', 'a_id', 'a')],
    },
    ['CYCLE_NOT_NULL relationships[0]'],
  ],
  [
    'three that need each other',
    {
      entities: [
        entity('x'),
        entity('a', integer('b_id')),
        entity('b', integer('c_id')),
        entity('c', integer('a_id'), integer('x_id')),
      ],
      relationships: [
        leads('c', 'x_id', 'x'),
        leads('c', 'a_id', 'a'),
        leads('b', 'c_id', 'c'),
        leads('a', 'b_id', 'b'),
      ],
    },
    ['CYCLE_NOT_NULL relationships[3]'],
  ],

  // fields
  [
    'nulls where none may be',
    one([text('x', { nullable: false, nullRate: 0.1 })], []),
    ['NULL_RATE_ON_NON_NULL entities[0].fields[1].nullRate'],
  ],
  [
    'nulls in a primary key',
    { entities: [{ name: 'a', fields: [{ ...id, nullRate: 0.1 }] }] },
    ['NULL_RATE_ON_NON_NULL entities[0].fields[0].nullRate'],
  ],
  [
    'a primary key that may be null',
    { entities: [{ name: 'a', fields: [{ ...id, nullable: true }] }] },
    ['PRIMARY_KEY_NULLABLE entities[0].fields[0].nullable'],
  ],
  [
    'more digits after the point than in all',
    one([decimal('x', { precision: 3, scale: 4 })], []),
    ['SCALE_ABOVE_PRECISION entities[0].fields[1].scale'],
  ],
  [
    'computed and made',
    one([integer('x', { compute: 'id + 1', kind: 'integer' })], []),
    ['CONFLICTING_PROPERTIES entities[0].fields[1].kind'],
  ],
  [
    'weights that are all 0',
    one([integer('x', { distribution: { name: 'weighted', weights: [0, 0] } })], []),
    ['DISTRIBUTION_INVALID entities[0].fields[1].distribution.weights'],
  ],
  [
    'a week of eight days',
    one([date('x', { distribution: { name: 'seasonal', period: 'week', weights: [1, 1, 1, 1, 1, 1, 1, 1] } })], []),
    ['DISTRIBUTION_INVALID entities[0].fields[1].distribution.weights'],
  ],

  // expressions
  ['a check that ends too early', one([], [check('id >')]), ['EXPRESSION_INVALID constraints[0].expression']],
  [
    'a condition that is none',
    one([], [{ type: 'conditional', when: 'id = ', then: 'id > 0' }]),
    ['EXPRESSION_INVALID constraints[0].when'],
  ],
  [
    'a computation that is not known',
    one([integer('x', { compute: 'md5(id)' })], []),
    ['EXPRESSION_UNSUPPORTED entities[0].fields[1].compute'],
  ],
  [
    'a computation of other types',
    one([text('t'), integer('x', { compute: 't * 2' })], []),
    ['EXPRESSION_UNSUPPORTED entities[0].fields[2].compute'],
  ],
  [
    'a field computed from itself',
    one([integer('x', { compute: 'x + 1' })], []),
    ['COMPUTE_CYCLE entities[0].fields[1].compute'],
  ],
  [
    'fields computed from each other',
    one([integer('x', { compute: 'y + 1' }), integer('y', { compute: 'x + 1' })], []),
    ['COMPUTE_CYCLE entities[0].fields[1].compute'],
  ],

  // contradictions
  ['min above max', one([], [range('id', 5, 3)]), ['RANGE_EMPTY constraints[0]']],
  [
    'dates from late to early',
    one([date('x')], [range('x', '2021-01-01', '2020-01-01')]),
    ['RANGE_EMPTY constraints[0]'],
  ],
  ['a range without ends', one([], [range('id')]), ['MISSING constraints[0]']],
  ['a bound of another type', one([], [range('id', 'low')]), ['BOUND_INVALID constraints[0].min']],
  ['a date that is none', one([date('x')], [range('x', '2021-02-30')]), ['BOUND_INVALID constraints[0].min']],
  [
    'an enum of another type',
    one([], [{ type: 'enum', field: 'id', values: [1, 'two', true] }]),
    ['ENUM_VALUE_INVALID constraints[0].values[1]', 'ENUM_VALUE_INVALID constraints[0].values[2]'],
  ],
  [
    'an enum outside of the range',
    one([], [range('id', 1, 3), { type: 'enum', field: 'id', values: [4, 5] }]),
    ['DOMAIN_EMPTY constraints[1]'],
  ],
  [
    'two ranges that do not meet',
    one([integer('x', { nullable: true })], [range('x', 1, 3), check('x > 10')]),
    ['DOMAIN_EMPTY constraints[1]'],
  ],
  [
    'text longer than its field',
    one([text('x', { maxLength: 2 })], [check('length(x) = 3')]),
    ['DOMAIN_EMPTY constraints[0]'],
  ],
  [
    'an enum that no value of fits',
    one([text('x', { maxLength: 2 })], [{ type: 'enum', field: 'x', values: ['long', 'longer'] }]),
    ['DOMAIN_EMPTY constraints[0]'],
  ],
  [
    'a number beyond its digits',
    one([decimal('x', { precision: 4 })], [range('x', 1000)]),
    ['DOMAIN_EMPTY constraints[0]'],
  ],
  ['a check that fails always', one([], [check('1 = 2')]), ['CHECK_NEVER constraints[0]']],
  ['a check that contradicts itself', one([integer('x')], [check('x > 5 AND x < 5')]), ['CHECK_NEVER constraints[0]']],
  [
    'a check that wants null where none may be',
    one([integer('x')], [check('x IS NULL')]),
    ['CHECK_NEVER constraints[0]'],
  ],
  [
    'an order in a circle',
    one(
      [date('x'), date('y')],
      [
        { type: 'order', fields: ['x', 'y'], strict: true },
        { type: 'order', fields: ['y', 'x'] },
      ],
    ),
    ['ORDER_CYCLE constraints[1]'],
  ],
  [
    'an order of checks in a circle',
    one([date('x'), date('y'), date('z')], [check('x < y'), check('y < z'), check('z < x')]),
    ['ORDER_CYCLE constraints[2]'],
  ],
  [
    'an order against the ranges',
    one([integer('x'), integer('y')], [range('x', 10), range('y', 0, 5), { type: 'order', fields: ['x', 'y'] }]),
    ['ORDER_IMPOSSIBLE constraints[2]'],
  ],
  [
    'an order against the ranges, by way of a third',
    one(
      [date('x'), date('y'), date('z')],
      [range('x', '2022-01-01'), range('z', undefined, '2021-12-31'), { type: 'order', fields: ['x', 'y', 'z'] }],
    ),
    ['ORDER_IMPOSSIBLE constraints[2]'],
  ],
  [
    'a condition and consequence of one field',
    one([text('x')], [{ type: 'conditional', when: "x = 'open'", then: "x = 'closed'" }]),
    ['CONDITION_IMPOSSIBLE constraints[0]'],
  ],
  [
    'a consequence outside of the range',
    one(
      [text('x'), integer('y', { nullable: true })],
      [range('y', 0, 5), { type: 'conditional', when: "x = 'open'", then: 'y > 10' }],
    ),
    ['CONDITION_IMPOSSIBLE constraints[1]'],
  ],

  // volume
  [
    'a volume with min above max',
    two(leads('a', 'b_id', 'b'), { volume: { entities: [{ entity: 'a', per: 'b', min: 3, max: 2 }] } }),
    ['VOLUME_MIN_ABOVE_MAX volume.entities[0]'],
  ],
  [
    'volumes in a circle',
    {
      entities: [entity('a', integer('b_id')), entity('b', integer('a_id', { nullable: true }))],
      relationships: [leads('a', 'b_id', 'b'), leads('b', 'a_id', 'a')],
      volume: {
        entities: [
          { entity: 'a', per: 'b', min: 1, max: 2 },
          { entity: 'b', per: 'a', min: 1, max: 2 },
        ],
      },
    },
    ['VOLUME_CYCLE volume.entities[0].per'],
  ],
  [
    'three rows of a unique truth',
    one([{ name: 'x', type: 'boolean', unique: true }], [], { volume: { rows: 3 } }),
    ['VOLUME_EXCEEDS_UNIQUE volume.rows'],
  ],
  [
    'five rows of four unique values',
    one([text('x', { unique: true })], [{ type: 'enum', field: 'x', values: ['a', 'b', 'c', 'd'] }], {
      volume: { entities: [{ entity: 'a', rows: 5 }] },
    }),
    ['VOLUME_EXCEEDS_UNIQUE volume.entities[0].rows'],
  ],
  [
    'more rows than numbers in a unique range',
    one([integer('x')], [{ type: 'unique', fields: ['x'] }, range('x', 1, 10), check('x <> 5')], {
      volume: { rows: 10 },
    }),
    ['VOLUME_EXCEEDS_UNIQUE volume.rows'],
  ],
  [
    'more rows than hundredths in a unique range',
    one([decimal('x', { unique: true })], [range('x', 0.01, 0.07)], { volume: { rows: 8 } }),
    ['VOLUME_EXCEEDS_UNIQUE volume.rows'],
  ],
  [
    'more rows than a kind can make',
    one([text('x', { unique: true, kind: 'planet' })], [], { volume: { rows: 9 } }),
    ['VOLUME_EXCEEDS_UNIQUE volume.rows'],
  ],
  [
    'more rows than pairs of small domains',
    one(
      [{ name: 'x', type: 'boolean' }, text('y')],
      [
        { type: 'unique', fields: ['x', 'y'] },
        { type: 'enum', field: 'y', values: ['a', 'b'] },
      ],
      { volume: { rows: 5 } },
    ),
    ['VOLUME_EXCEEDS_UNIQUE volume.rows'],
  ],
  [
    'more children than parents, one to one',
    two(leads('a', 'b_id', 'b', { type: 'one-to-one' }), {
      volume: {
        entities: [
          { entity: 'a', rows: 11 },
          { entity: 'b', rows: 10 },
        ],
      },
    }),
    ['VOLUME_EXCEEDS_PARENTS volume.entities[0].rows'],
  ],
  [
    'two children per parent, one to one',
    two(leads('a', 'b_id', 'b', { type: 'one-to-one' }), {
      volume: { rows: 10, entities: [{ entity: 'a', per: 'b', min: 0, max: 2 }] },
    }),
    ['VOLUME_EXCEEDS_PARENTS volume.entities[0]'],
  ],
  [
    'more pairs than there are, many to many',
    {
      entities: [entity('a'), entity('b')],
      relationships: [{ type: 'many-to-many', left: { entity: 'a' }, right: { entity: 'b' } }],
      volume: { rows: 3, entities: [{ entity: 'a_b', rows: 10 }] },
    },
    ['VOLUME_EXCEEDS_UNIQUE volume.entities[0].rows'],
  ],
  [
    'more per parent than there are to choose from',
    {
      entities: [entity('a', integer('b_id'), integer('c_id')), entity('b'), entity('c')],
      relationships: [leads('a', 'b_id', 'b'), leads('a', 'c_id', 'c')],
      constraints: [{ type: 'unique', entity: 'a', fields: ['b_id', 'c_id'] }],
      volume: { rows: 3, entities: [{ entity: 'a', per: 'b', min: 0, max: 4 }] },
    },
    ['VOLUME_EXCEEDS_UNIQUE volume.entities[0].max'],
  ],

  // all at once
  [
    'many things at once',
    {
      entities: [
        entity('a', text('x', { type: 'string' }), integer('y', { nullable: false, nullRate: 0.5 })),
        { name: 'b' },
        'c',
      ],
      relationships: [leads('a', 'y', 'b'), leads('a', 'y', 'z')],
      constraints: [
        { entity: 'a', ...range('y', 5, 3) },
        { entity: 'a', ...check("x = 'a' AND y >") },
      ],
      volume: { rows: -1, entities: [{ entity: 'z', rows: 1 }] },
    },
    [
      'MALFORMED entities[0].fields[1].type',
      'MISSING entities[1].fields',
      'MALFORMED entities[2]',
      'MALFORMED volume.rows',
      'KEY_MISSING relationships[0].parent',
      'UNKNOWN_ENTITY relationships[1].parent.entity',
      'UNKNOWN_ENTITY volume.entities[0].entity',
      'NULL_RATE_ON_NON_NULL entities[0].fields[2].nullRate',
      'EXPRESSION_INVALID constraints[1].expression',
      'RANGE_EMPTY constraints[0]',
    ],
  ],
]

const context = {
  kindExists: (kind: string) => ['integer', 'planet'].includes(kind),
  optionsProblem: ({ options }: { readonly options?: object | undefined }) =>
    options && 'far' in options ? { message: 'option far is not known' } : undefined,
  kindCapacity: ({ kind }: { readonly kind?: string | undefined }) => (kind === 'planet' ? 8 : undefined),
}

describe('finds exactly what is wrong', () => {
  test.each(invalid)('%s', (_, schema, expected) => {
    const { valid, problems } = validateSchema(schema, context)
    expect(problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([...expected].sort())
    expect(valid).toBe(false)
    for (const { message, fix } of problems) expect(Math.min(message.length, fix.length)).toBeGreaterThan(5)
  })

  test('every code has its case', () => {
    const shown = new Set(invalid.flatMap(([, , problems]) => problems.map((problem) => problem.split(' ')[0])))
    expect(Object.keys(problemCodes).filter((code) => !shown.has(code))).toEqual([])
  })
})

describe('finds nothing wrong with what can be', () => {
  test.each<[string, unknown]>([
    ['fields as an object', { entities: [{ name: 'a', fields: { id: 'integer', x: { type: 'text' } } }] }],
    ['a self reference', { entities: [entity('a', integer('a_id'))], relationships: [leads('a', 'a_id', 'a')] }],
    [
      'a circle with an optional relationship',
      {
        entities: [entity('a', integer('b_id')), entity('b', integer('a_id'))],
        relationships: [leads('a', 'b_id', 'b'), leads('b', 'a_id', 'a', { optional: true })],
      },
    ],
    [
      'a circle with a deferrable relationship',
      {
        entities: [entity('a', integer('b_id')), entity('b', integer('a_id'))],
        relationships: [leads('a', 'b_id', 'b'), leads('b', 'a_id', 'a', { deferrable: true })],
      },
    ],
    ['a check that a database knows and we do not', one([], [check('validate_custom_id(id)')])],
    ['a check on null alone, where null may be', one([integer('x', { nullable: true })], [check('x IS NULL')])],
    [
      'fields that must be equal',
      one(
        [date('x'), date('y')],
        [
          { type: 'order', fields: ['x', 'y'] },
          { type: 'order', fields: ['y', 'x'] },
        ],
      ),
    ],
    [
      'an order whose ranges touch',
      one([integer('x'), integer('y')], [range('x', 5), range('y', 0, 5), { type: 'order', fields: ['x', 'y'] }]),
    ],
    [
      'a condition about null',
      one(
        [text('x'), date('y', { nullable: true })],
        [
          { type: 'conditional', when: "x = 'open'", then: 'y IS NULL' },
          { type: 'conditional', when: "x <> 'open'", then: 'y IS NOT NULL' },
        ],
      ),
    ],
    [
      'exactly as many rows as values',
      one([decimal('x', { unique: true })], [range('x', 0.01, 0.07)], { volume: { rows: 7 } }),
    ],
    [
      'unique values that are mostly null',
      one([{ name: 'x', type: 'boolean', unique: true, nullRate: 0.9 }], [], { volume: { rows: 20 } }),
    ],
    [
      'as many children as parents, one to one',
      two(leads('a', 'b_id', 'b', { type: 'one-to-one' }), { volume: { rows: 10 } }),
    ],
    ['numbers as text', one([decimal('x')], [range('x', '0.50', '9.99')])],
    [
      'names out of nightmares',
      {
        entities: [
          {
            name: '__proto__',
            fields: [id, { name: 'constructor', type: 'integer' }, { name: "'; DROP TABLE a; --", type: 'text' }],
          },
          {
            name: 'hasOwnProperty',
            fields: [
              { name: '__proto__', type: 'integer' },
              { name: '﷽ 💥\u0000', type: 'text' },
            ],
            primaryKey: ['__proto__'],
          },
        ],
        relationships: [leads('__proto__', 'constructor', 'hasOwnProperty')],
        constraints: [
          { type: 'check', entity: '__proto__', expression: 'constructor > 0' },
          { type: 'unique', entity: 'hasOwnProperty', fields: ['﷽ 💥\u0000'] },
        ],
        volume: { rows: 3, entities: [{ entity: '__proto__', per: 'hasOwnProperty', min: 1, max: 2 }] },
      },
    ],
    [
      'a field named __proto__ in an object of fields',
      JSON.parse('{"entities":[{"name":"a","fields":{"id":"integer","__proto__":{"type":"text"}}}]}'),
    ],
  ])('%s', (_, schema) => {
    expect(validateSchema(schema, context)).toEqual({ valid: true, problems: [] })
    parseSchema(schema)
  })
})

test('text in double quotes is a string where the schema is for SQLite', () => {
  const schema = one([text('x')], [check('x IN ("low", "high")')])
  expect(validateSchema(schema, { dialect: 'sqlite' }).problems).toEqual([])
  expect(validateSchema(schema).problems.map(({ code }) => code)).toEqual(['UNKNOWN_FIELD', 'UNKNOWN_FIELD'])
})

test('a circle is named entity by entity', () => {
  const { problems } = validateSchema({
    entities: [entity('a', integer('b_id')), entity('b', integer('c_id')), entity('c', integer('a_id'))],
    relationships: [leads('a', 'b_id', 'b'), leads('b', 'c_id', 'c'), leads('c', 'a_id', 'a')],
  })
  expect(problems[0]?.message).toContain('"a" → "b" → "c" → "a"')
})

test('a schema of 1,000 entities and 2,000 relationships is looked through whole', () => {
  const entities = Array.from({ length: 1000 }, (_, i) =>
    entity(`e${i}`, integer('previous'), integer('root'), text('code', { unique: true }), date('from'), date('until')),
  )
  const relationships = Array.from({ length: 1000 }, (_, i) => [
    leads(`e${i}`, 'previous', `e${Math.max(0, i - 1)}`, { optional: true }),
    leads(`e${i}`, 'root', 'e0'),
  ]).flat()
  const constraints = entities.flatMap(({ name }) => [
    { type: 'order', entity: name, fields: ['from', 'until'] },
    { type: 'check', entity: name, expression: "code ~ '^[A-Z]+$' AND previous >= 0" },
  ])
  const volume = {
    rows: 10,
    entities: entities
      .slice(1)
      .map(({ name }) => ({ entity: name, per: 'e0', min: 1, max: 2 }))
      .slice(1),
  }
  expect(validateSchema({ entities, relationships, constraints, volume })).toEqual({ valid: true, problems: [] })
  expect(parseSchema({ entities, relationships, constraints, volume }).relationships).toHaveLength(2000)
})

test('a schema is given back as parsed, with keys written out and nothing left to guess', () => {
  const parsed = parseSchema({
    entities: [
      { name: 'posts', fields: { id: { type: 'integer' }, title: 'sentence' } },
      { name: 'tags', fields: [{ name: 'name', type: 'text' }], primaryKey: ['name'] },
    ],
    relationships: [{ type: 'many-to-many', left: { entity: 'posts' }, right: { entity: 'tags' } }],
  })
  expect(parsed).toMatchObject({
    entities: [
      { name: 'posts', primaryKey: ['id'], fields: [{ name: 'id' }, { name: 'title', kind: 'sentence' }] },
      { name: 'tags', primaryKey: ['name'] },
      {
        name: 'posts_tags',
        primaryKey: ['posts_id', 'tags_name'],
        fields: [
          { name: 'posts_id', type: 'integer' },
          { name: 'tags_name', type: 'text' },
        ],
      },
    ],
    relationships: [
      {
        type: 'one-to-many',
        parent: { entity: 'posts', fields: ['id'] },
        child: { entity: 'posts_tags', fields: ['posts_id'] },
      },
      {
        type: 'one-to-many',
        parent: { entity: 'tags', fields: ['name'] },
        child: { entity: 'posts_tags', fields: ['tags_name'] },
      },
    ],
    constraints: [],
    volume: { rows: undefined, entities: [] },
  })
  expect(parseSchema(parsed)).toBe(parsed)
})

test('what cannot be parsed is refused once, with every problem in it', () => {
  const broken = { entities: [entity('a'), { name: 'b' }], relationships: [leads('a', 'x', 'z')] }
  expect(() => parseSchema(broken)).toThrow(
    expect.objectContaining({
      code: 'SCHEMA_INVALID',
      at: 'entities[1].fields',
      details: {
        problems: [
          expect.objectContaining({ code: 'MISSING' }),
          expect.objectContaining({ code: 'UNKNOWN_ENTITY' }),
          expect.objectContaining({ code: 'UNKNOWN_FIELD' }),
        ],
      },
    }),
  )
})
