import { describe, expect, test } from 'vitest'
import { UnderstudyError } from '../../errors.ts'
import type { MaskingSchema } from '../masking-schema.ts'
import type { ColumnDecision, MaskingPolicy } from '../policy.ts'
import { exampleKey, exampleRow } from '../transforms/example-setting.ts'
import { type CompileOptions, compilePolicy } from './compile-policy.ts'
import { column, integer, marking, policyOf, schemaOf, table, text } from './example-schema.ts'

const key = exampleKey('secret')
const waiver = { reason: 'because', by: 'me' }
const mark = marking('mark')

function compile(schema: MaskingSchema, policy: MaskingPolicy, options: CompileOptions = {}) {
  return compilePolicy(policy, schema, { key, custom: [mark, marking('loses', { unique: 'lost' })], ...options })
}

function refusal(schema: MaskingSchema, policy: MaskingPolicy, options: CompileOptions = {}) {
  try {
    compile(schema, policy, options)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return thrown
    throw thrown
  }
  throw new Error('It was not refused')
}

function maskedAs(compiled: ReturnType<typeof compile>, of: string, name: string, value = 'v', row = {}) {
  const found = compiled.tables.get(of)?.columns.find((one) => one.name === name)
  return found?.mask === undefined ? found?.decision : found.mask.value(value, exampleRow(row))
}

const users = table('users', [column('id', integer), column('email')], { keys: [['id'], ['email']] })

describe('decisions', () => {
  test('a column without one refuses everything, and the lines to add can be put into the file as they are', () => {
    const error = refusal(schemaOf(users), policyOf({ users: { id: 'keep' } }, { transforms: {} }))
    expect(error.code).toBe('POLICY_INCOMPLETE')
    expect(error.message).toContain('users.email')
    const [tables = '', versions = ''] = String(error.details.lines).split('Under "transforms":')
    const added = JSON.parse(`{${tables.replace('Under "tables":', '')}}`)
    const schema = schemaOf(users)
    const policy = policyOf(
      { users: { columns: { id: 'keep', ...added.users.columns } } },
      { transforms: JSON.parse(`{${versions}}`) },
    )
    expect(maskedAs(compile(schema, policy), 'users', 'email')).not.toBe('v')
  })

  test('a table that the policy does not name refuses everything', () => {
    expect(
      refusal(schemaOf(users, table('more', [column('x')])), policyOf({ users: { id: 'keep', email: 'keep' } })),
    ).toMatchObject({
      code: 'POLICY_INCOMPLETE',
      message: expect.stringContaining('more.x'),
    })
  })

  test('what stands under undecided refuses everything, decided or not', () => {
    const undecided = { 'users.email': { why: 'looks like e-mail', suggestions: [] } }
    const policy = policyOf({ users: { id: 'keep', email: 'keep' } }, { undecided })
    expect(refusal(schemaOf(users), policy).code).toBe('POLICY_INCOMPLETE')
  })

  test('names that the schema does not have are refused, all of them', () => {
    const policy = policyOf(
      { users: { columns: { id: 'keep', mail: 'keep' }, subject: ['who'] }, other: { a: 'keep' } },
      {
        references: [{ from: 'users.x', to: 'users.id' }],
        privacy: [{ table: 'users', quasiIdentifiers: ['zip'], k: 2 }],
      },
    )
    const { code, details } = refusal(schemaOf(users), policy)
    expect(code).toBe('POLICY_MISMATCH')
    expect(Array.isArray(details.problems) && details.problems.map(({ path }) => path)).toEqual([
      'users.mail',
      'users (subject)',
      'other',
      'privacy[0]',
      'references[0].from',
    ])
  })

  test('a generated column takes none, and has none', () => {
    const schema = schemaOf(table('t', [column('a'), column('b', text, { generated: true })]))
    expect(maskedAs(compile(schema, policyOf({ t: { a: 'keep' } })), 't', 'b')).toBe('generated')
    expect(refusal(schema, policyOf({ t: { a: 'keep', b: 'keep' } })).code).toBe('POLICY_MISMATCH')
  })

  test('hostile names are names', () => {
    const schema = schemaOf(table('constructor', [column('__proto__'), column('toString')]))
    expect(refusal(schema, policyOf({})).code).toBe('POLICY_INCOMPLETE')
    const policy = policyOf({
      constructor: { columns: JSON.parse('{"__proto__": "keep", "toString": {"transform": "mark"}}') },
    })
    expect(maskedAs(compile(schema, policy), 'constructor', 'toString')).toMatch(/^mark\d+:v$/)
  })
})

describe('waivers', () => {
  const schema = schemaOf(table('t', [column('a'), column('n', integer)]))
  const policy = (rule: object) => policyOf({ t: { a: { transform: 'mark', ...rule }, n: 'keep' } })

  test('a rule that is not active lets values through only with one, which is recorded', () => {
    expect(refusal(schema, policy({ active: false })).code).toBe('POLICY_INVALID')
    const compiled = compile(schema, policy({ active: false, waiver }))
    expect(maskedAs(compiled, 't', 'a')).toBe('waived')
    expect(compiled.waivers).toEqual([{ about: 't.a', ...waiver }])
  })

  test('one that ran out is none; on its last day it holds', () => {
    const rule = { active: false, waiver: { ...waiver, until: '2026-03-01' } }
    expect(refusal(schema, policy(rule), { today: new Date('2026-03-02T00:00:00Z') }).message).toContain('ran out')
    expect(compile(schema, policy(rule), { today: new Date('2026-03-01T23:00:00Z') }).waivers).toHaveLength(1)
  })

  test('rows of which a condition is false pass with one; rows that nobody can tell are masked', () => {
    expect(refusal(schema, policy({ when: 'n > 3' })).code).toBe('POLICY_INVALID')
    const compiled = compile(schema, policy({ when: 'n > 3', waiver }))
    expect(maskedAs(compiled, 't', 'a', 'v', { n: '3' })).toBe('v')
    expect(maskedAs(compiled, 't', 'a', 'v', { n: '4' })).toMatch(/^mark/)
    expect(maskedAs(compiled, 't', 'a', 'v', { n: null })).toMatch(/^mark/)
    expect(maskedAs(compiled, 't', 'a', 'v', { n: 'x' })).toMatch(/^mark/)
    expect(compiled.tables.get('t')?.columns[0]?.reads).toEqual(['n'])
    expect(refusal(schema, policy({ when: 'm > 3', waiver })).code).toBe('POLICY_INVALID')
  })
})

describe('keys and what refers to them', () => {
  const owner = table('owner', [column('id', integer), column('code')], { keys: [['id']] })
  const pet = table('pet', [column('id', integer), column('owner', integer, { nullable: true })], {
    keys: [['id']],
    foreignKeys: [{ columns: ['owner'], table: 'owner', references: ['id'] }],
  })
  const visit = table('visit', [column('pet_owner', integer)])
  const schema = schemaOf(owner, pet, visit)
  const decided = (petOwner: object | undefined, more: object = {}) =>
    policyOf(
      {
        owner: { id: { transform: 'digits' }, code: 'keep' },
        pet: { id: 'keep', ...petOwner },
        visit: {},
      },
      { references: [{ from: 'visit.pet_owner', to: 'pet.owner' }], ...more },
    )
  const digits = { ...marking('digits'), mask: () => ({ value: (value: string) => `${BigInt(value) ^ 1n}` }) }
  const custom = { custom: [digits, marking('other')] }

  test('what refers to a masked key is masked alike, soft references and all on the way included', () => {
    const compiled = compile(schema, decided(undefined), custom)
    expect(maskedAs(compiled, 'owner', 'id', '8')).toBe('9')
    expect(maskedAs(compiled, 'pet', 'owner', '8')).toBe('9')
    expect(maskedAs(compiled, 'visit', 'pet_owner', '8')).toBe('9')
  })

  test('saying the same again is fine, null as well; keeping and masking otherwise are refused', () => {
    expect(
      compile(schema, decided({ owner: { transform: 'digits', domain: 'digits', options: {} } }), custom),
    ).toBeTruthy()
    const nulled = compile(
      schema,
      {
        ...decided({ owner: { transform: 'null' } }),
        references: [],
        tables: { ...decided({ owner: { transform: 'null' } }).tables, visit: { columns: { pet_owner: 'keep' } } },
      },
      custom,
    )
    expect(maskedAs(nulled, 'pet', 'owner', '8')).toBe(null)
    for (const petOwner of ['keep', { transform: 'other' }, { transform: 'digits', domain: 'mine' }]) {
      expect(refusal(schema, decided({ owner: petOwner }), custom)).toMatchObject({
        code: 'POLICY_INVALID',
        message: expect.stringContaining('pet.owner'),
      })
    }
  })

  test('a domain that is the usual one of the transform is no other', () => {
    const own = { custom: [{ ...digits, domain: 'numbers' }] }
    const policy = decided({ owner: { transform: 'digits', domain: 'numbers' } })
    expect(maskedAs(compile(schema, policy, own), 'pet', 'owner', '8')).toBe('9')
    expect(refusal(schema, decided({ owner: { transform: 'digits', domain: 'digits' } }), own).code).toBe(
      'POLICY_INVALID',
    )
  })

  test('a column that refers to a kept key still wants a decision of its own', () => {
    const policy = policyOf({ owner: { id: 'keep', code: 'keep' }, pet: { id: 'keep' }, visit: { pet_owner: 'keep' } })
    const error = refusal(schema, policy)
    expect(error.code).toBe('POLICY_INCOMPLETE')
    expect(error.details.lines).toContain('"owner": "keep"')
  })

  test('a masked column that refers to a kept key is refused', () => {
    const policy = policyOf({
      owner: { id: 'keep', code: 'keep' },
      pet: { id: 'keep', owner: { transform: 'digits' } },
      visit: { pet_owner: 'keep' },
    })
    expect(refusal(schema, policy, custom).code).toBe('POLICY_INVALID')
  })

  test('the mask is made for the narrowest type of all that are tied', () => {
    const seen: unknown[] = []
    const watching = {
      ...digits,
      mask: (_: unknown, { column: { type } }: { readonly column: { readonly type: unknown } }) => {
        seen.push(type)
        return { value: (value: string) => `${BigInt(value) ^ 1n}` }
      },
    }
    const wide = { kind: 'scalar', form: 'integer', bits: 64 } as const
    const tables = schemaOf(table('owner', [column('id', wide), column('code')], { keys: [['id']] }), pet, visit)
    compile(tables, decided(undefined), { custom: [watching] })
    expect(seen).toEqual([{ kind: 'scalar', form: 'integer', bits: 32 }])
  })

  test('a mask that reads its row, or draws by chance, cannot be followed', () => {
    for (const promises of [{ deterministic: false }]) {
      const chance = { ...marking('digits', promises), mask: digits.mask }
      expect(refusal(schema, decided(undefined), { custom: [chance] }).code).toBe('TRANSFORM_UNFIT')
    }
    const reading = { ...digits, reads: () => ['code'] }
    expect(refusal(schema, decided(undefined), { custom: [reading] }).code).toBe('TRANSFORM_UNFIT')
  })

  test('composite keys are followed column by column', () => {
    const child = table('child', [column('a'), column('b')], {
      foreignKeys: [{ columns: ['a', 'b'], table: 'parent', references: ['x', 'y'] }],
    })
    const parent = table('parent', [column('x'), column('y')], { keys: [['x', 'y']] })
    const compiled = compile(
      schemaOf(parent, child),
      policyOf({ parent: { x: { transform: 'mark' }, y: 'keep' }, child: { b: 'keep' } }),
    )
    expect([maskedAs(compiled, 'child', 'a'), maskedAs(compiled, 'child', 'b')]).toEqual([
      expect.stringMatching(/^mark/),
      'keep',
    ])
  })

  test('a reference that names its table in a column follows that table, row by row', () => {
    const note = table('note', [column('kind'), column('about', integer)])
    const post = table('post', [column('id', integer)], { keys: [['id']] })
    const page = table('page', [column('id', integer)], { keys: [['id']] })
    const references = ['post', 'page'].map((equals) => ({
      from: 'note.about',
      to: `${equals}.id`,
      where: { column: 'kind', equals },
    }))
    const all = schemaOf(note, post, page)
    const policy = (about: object) =>
      policyOf(
        { note: { kind: 'keep', ...about }, post: { id: { transform: 'digits' } }, page: { id: 'keep' } },
        { references },
      )
    expect(refusal(all, policy({}), custom).code).toBe('POLICY_INCOMPLETE')
    const compiled = compile(all, policy({ about: 'keep' }), custom)
    const about = (kind: string | null) => maskedAs(compiled, 'note', 'about', '8', { kind })
    expect([about('post'), about('page'), about('else'), about(null)]).toEqual(['9', '8', '8', '8'])
    expect(compiled.tables.get('note')?.columns[1]).toMatchObject({ decision: 'mask', reads: ['kind'] })

    const masked = policyOf(
      {
        note: { kind: 'keep' },
        post: { id: { transform: 'digits' } },
        page: { id: { transform: 'digits', domain: 'p' } },
      },
      { references },
    )
    const strict = compile(all, masked, custom)
    expect(maskedAs(strict, 'note', 'about', '8', { kind: 'page' })).toBe('9')
    expect(() => maskedAs(strict, 'note', 'about', '8', { kind: 'else' })).toThrow(
      expect.objectContaining({ code: 'MASKING_FAILED' }),
    )
  })
})

describe('what fits', () => {
  const unfit = (schema: MaskingSchema, policy: MaskingPolicy, options: CompileOptions = {}) => {
    const error = refusal(schema, policy, options)
    expect(error.code).toBe('TRANSFORM_UNFIT')
    return error.message
  }

  test('a key needs masks that keep different values apart, unless a smaller key does it', () => {
    const losing = policyOf({ t: { a: { transform: 'loses' }, b: 'keep' } })
    const keyed = (...keys: string[][]) => schemaOf(table('t', [column('a'), column('b')], { keys }))
    expect(unfit(keyed(['a']), losing)).toContain('the key (a)')
    expect(unfit(keyed(['a', 'b']), losing)).toContain('the key (a, b)')
    expect(compile(keyed(['b'], ['a', 'b']), losing)).toBeTruthy()
    const perSubject = marking('loses', { unique: 'lost', uniqueWithin: 'subject' })
    const subjected = policyOf({ t: { columns: { a: { transform: 'loses' }, b: 'keep' }, subject: ['b'] } })
    expect(compile(keyed(['a', 'b']), subjected, { custom: [perSubject] })).toBeTruthy()
    expect(unfit(keyed(['a']), subjected, { custom: [perSubject] })).toContain('the key (a)')
  })

  test('what must not be touched is kept or made null', () => {
    const schema = schemaOf(
      table('t', [column('a', text, { nullable: true })], { fixed: [{ columns: ['a'], why: 'an index says so' }] }),
    )
    expect(unfit(schema, policyOf({ t: { a: { transform: 'mark' } } }))).toContain('an index says so')
    expect(maskedAs(compile(schema, policyOf({ t: { a: { transform: 'null' } } })), 't', 'a')).toBe(null)
  })

  test('NULL is no mask of a column that holds none, which is said once', () => {
    const message = unfit(schemaOf(table('t', [column('a')])), policyOf({ t: { a: { transform: 'null' } } }))
    expect(message.match(/would become NULL/g)).toHaveLength(1)
    expect(message).not.toContain('more')
  })

  test('a column too short for what is known of results is refused; where nothing is known, one too long ends the run, naming no value', () => {
    const short = schemaOf(table('t', [column('a', { kind: 'scalar', form: 'text', maxLength: 12 })]))
    const policy = policyOf({ t: { a: { transform: 'mark' } } })
    expect(unfit(short, policy, { custom: [marking('mark', { longest: () => 13 })] })).toContain('12 characters')
    expect(unfit(short, policy, { custom: [marking('mark', { longest: (length) => length + 9 })] })).toContain('21')
    const compiled = compile(short, policy, { custom: [marking('mark', { longest: () => undefined })] })
    expect(maskedAs(compiled, 't', 'a', 'abc')).toMatch(/^mark/)
    expect(() => maskedAs(compiled, 't', 'a', 'secretvalue')).toThrow(
      expect.objectContaining({
        code: 'MASKING_FAILED',
        at: 't.a',
        message: expect.not.stringContaining('secretvalue'),
      }),
    )
  })

  test('what the type cannot hold is refused: another type, another label, another number', () => {
    const typed = (value: Parameters<typeof column>[1]) => schemaOf(table('t', [column('a', value)]))
    const constant = (value: string) => policyOf({ t: { a: { transform: 'constant', options: { value } } } })
    expect(unfit(typed({ kind: 'scalar', form: 'enum', values: ['a', 'b'] }), constant('c'))).toContain('no label')
    expect(compile(typed({ kind: 'scalar', form: 'enum', values: ['a', 'b'] }), constant('b'))).toBeTruthy()
    expect(unfit(typed({ kind: 'scalar', form: 'integer', bits: 16 }), constant('40000'))).toContain('16 bits')
    expect(unfit(typed({ kind: 'scalar', form: 'date' }), constant('soon'))).toContain('no date')
    expect(unfit(typed({ kind: 'unknown' }), policyOf({ t: { a: { transform: 'mark' } } }))).toContain('t.a')
    expect(maskedAs(compile(typed({ kind: 'unknown' }), policyOf({ t: { a: 'keep' } })), 't', 'a')).toBe('keep')
  })

  test('a mask that leaves every value is none, and is refused', () => {
    const typed = (value: Parameters<typeof column>[1]) => schemaOf(table('t', [column('a', value)]))
    for (const rule of [{ transform: 'expression', options: { expression: 'a' } }, { transform: 'lets' }]) {
      const lets = { ...marking('lets'), mask: () => ({ value: (value: string) => value }) }
      expect(unfit(typed(text), policyOf({ t: { a: rule } }), { custom: [lets] })).toContain('say "keep"')
      expect(unfit(typed(integer), policyOf({ t: { a: rule } }), { custom: [lets] })).toContain('say "keep"')
    }
  })

  test('a mask that breaks a check is refused; a check that nobody can try is told', () => {
    const checked = (...checks: string[]) => schemaOf(table('t', [column('n', integer), column('s')], { checks }))
    const negate = { ...marking('negate'), mask: () => ({ value: (value: string) => `${-BigInt(value)}` }) }
    const policy = policyOf({ t: { n: { transform: 'negate' }, s: 'keep' } })
    expect(unfit(checked('n > 5'), policy, { custom: [negate] })).toContain('n > 5')
    expect(unfit(checked("s <> ''", 'n in (3, 4)'), policy, { custom: [negate] })).toContain('n in (3, 4)')
    expect(compile(checked("s <> ''", 'n between -9 and 9'), policy, { custom: [negate] }).notes).toEqual([])
    expect(unfit(checked('n < length(s)'), policy, { custom: [negate] })).toContain('n < length(s)')
    expect(compile(checked("n is not null or s = ''", 'my_function(n)'), policy, { custom: [negate] }).notes).toEqual([
      expect.stringContaining("n is not null or s = ''"),
      expect.stringContaining('my_function(n)'),
    ])
  })
})

describe('a check over several columns', () => {
  const day = { kind: 'scalar', form: 'date' } as const
  const shifted = { transform: 'date-shift' } as const
  const stays = (check: string, more = {}) =>
    schemaOf(
      table(
        'stays',
        [column('id', integer, more), column('start', day), column('until', day, { nullable: true }), column('mail')],
        { checks: [check] },
      ),
    )
  const policy = (columns: Readonly<Record<string, ColumnDecision>>, subject?: readonly string[]) =>
    policyOf({ stays: { columns: { id: 'keep', start: shifted, until: shifted, mail: 'keep', ...columns }, subject } })

  test('holds where dates of one subject are moved alike, and nobody needs to be told', () => {
    for (const check of ['start <= until', 'until is null or (until > start and start is not null)'])
      expect(compile(stays(check), policy({}, ['id'])).notes).toEqual([])
  })

  test('is told where some rows have no subject', () => {
    expect(compile(stays('start <= until', { nullable: true }), policy({}, ['id'])).notes).toHaveLength(1)
  })

  test.each([
    ['each date is moved by itself', policy({})],
    ['one of them stays', policy({ until: 'keep' }, ['id'])],
    ['they are moved by other days', policy({ until: { ...shifted, options: { days: 30 } } }, ['id'])],
    ['they are moved in two domains', policy({ until: { ...shifted, domain: 'other' } }, ['id'])],
    ['they are moved by two subjects', policy({ until: { ...shifted, subject: ['mail'] } }, ['id'])],
  ])('is refused before a row is read where %s, with what to do', (_, given) => {
    const error = refusal(stays('start <= until'), given)
    expect(error.code).toBe('TRANSFORM_UNFIT')
    expect(error.message).toMatch(/start.* would break the check start <= until: keep it/)
  })

  test('asks nothing of masks where it asks for NULL alone', () => {
    const mail = { transform: 'email' } as const
    expect(compile(stays('mail is not null or until is not null'), policy({ mail }, ['id'])).notes).toEqual([])
  })
})

describe('transforms and the key', () => {
  const schema = schemaOf(table('t', [column('a')]))

  test('another version than the one that the policy names is refused, and so is none', () => {
    const policy = (transforms: Record<string, number>) => policyOf({ t: { a: { transform: 'mark' } } }, { transforms })
    expect(refusal(schema, policy({ mark: 1 }), { custom: [marking('mark', {}, 2)] }).code).toBe('TRANSFORM_OUTDATED')
    expect(refusal(schema, policy({}))).toMatchObject({
      code: 'TRANSFORM_OUTDATED',
      message: expect.stringContaining('transforms.mark is missing, and the transform is at version 1'),
      hint: expect.stringContaining('"mark": 1'),
    })
    expect(compile(schema, policy({ mark: 1, unused: 7 })).transforms).toEqual({ mark: 1 })
  })

  test('an unknown transform is refused', () => {
    expect(refusal(schema, policyOf({ t: { a: { transform: 'emial' } } }))).toMatchObject({
      code: 'TRANSFORM_UNKNOWN',
      message: expect.stringContaining('did you mean email?'),
    })
  })

  test('what needs a key is refused without one; what needs none goes without', () => {
    expect(refusal(schema, policyOf({ t: { a: { transform: 'mark' } } }), { key: undefined }).code).toBe(
      'MASKING_KEY_MISSING',
    )
    const compiled = compile(schema, policyOf({ t: { a: { transform: 'redact' } } }), { key: undefined })
    expect([compiled.keyId, maskedAs(compiled, 't', 'a', 'abc')]).toEqual([null, '***'])
    expect(compile(schema, policyOf({ t: { a: { transform: 'mark' } } })).keyId).toBe(key.id)
  })

  test('equal values of one domain are masked alike, and of another otherwise', () => {
    const pair = schemaOf(table('t', [column('a'), column('b'), column('c')]))
    const compiled = compile(
      pair,
      policyOf({
        t: { a: { transform: 'mark' }, b: { transform: 'mark' }, c: { transform: 'mark', domain: 'other' } },
      }),
    )
    const [a, b, c] = ['a', 'b', 'c'].map((name) => maskedAs(compiled, 't', name))
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })
})
