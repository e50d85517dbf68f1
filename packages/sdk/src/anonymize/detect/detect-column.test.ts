import { expect, test } from 'vitest'
import { plPesel } from '../../values/identity/northern-and-eastern-europe.ts'
import type { MaskingType, ScalarType } from '../masking-schema.ts'
import { detectColumn } from './detect-column.ts'

const text: ScalarType = { kind: 'scalar', form: 'text' }
const column = (name: string, value: MaskingType = text) => ({
  name,
  databaseType: 'any',
  value,
  nullable: true,
  generated: false,
})
/** A name that says nothing. */
const found = (samples: readonly string[], value: MaskingType = text, name = 'c1') =>
  detectColumn({ table: 'public.t', column: column(name, value), samples })
const top = (...args: Parameters<typeof found>) => found(...args)[0]
const many = (make: (at: number) => string, count = 60): string[] => Array.from({ length: count }, (_, at) => make(at))

const cards = ['4111111111111111', '5555555555554444', '378282246310005', '4012888888881881', '6011111111111117']
const ibans = ['DE89370400440532013000', 'GB82WEST12345698765432', 'FR1420041010050500013M02606', 'NL91ABNA0417164300']
const firstNames =
  'Maria Jan Peter Anna Lukas Sofia Elena Marco Pierre Ingrid Olga Pablo Carmen Hans Julia Emma Noah Liam Olivia Lucas Martin Laura'.split(
    ' ',
  )
const lastNames =
  'Müller Schmidt Rossi García Nowak Novák Jensen Hansen Silva Fernández Dubois Martin Bernard Kowalski Andersson Popescu Horváth López Bianchi Weber'.split(
    ' ',
  )

test.each([
  ['email', many((at) => `someone${at}@mail${at % 7}.example`)],
  ['phone', many((at) => `+49 30 ${1000000 + at * 7919}`)],
  ['phone', many((at) => `(0${20 + (at % 9)}) ${4000 + at} ${1000 + at * 13}`)],
  ['card', cards],
  ['iban', ibans],
  ['ip', many((at) => `10.${at}.${at * 3}.7`)],
  ['ip', many((at) => `2001:db8::${(at * 77).toString(16)}:1`)],
  ['mac', many((at) => `00:1b:44:11:3a:${at.toString(16).padStart(2, '0')}`)],
  ['url', many((at) => `https://example.com/u/${at}`)],
  ['domain', many((at) => `host${at}.example.org`)],
  ['user-agent', many((at) => `Mozilla/5.0 (X11; Linux) rv:${at}`)],
  ['password', many((at) => `$2b$10$${String(at).padStart(53, 'aB3')}`)],
  ['token', many((at) => `ghp_${String(at).padStart(36, 'aB3xYz')}`)],
  ['first-name', firstNames],
  ['last-name', lastNames],
  ['full-name', many((at) => `${firstNames[at % 22]} ${lastNames[(at * 7) % 20]}`)],
  ['street-address', many((at) => `${at + 1} ${lastNames[at % 20]} Street`)],
  ['street-address', many((at) => `${lastNames[at % 20]}straße ${at + 1}`)],
  ['sex', many((at) => (at % 2 === 0 ? 'female' : 'male'))],
  ['sex', many((at) => (at % 2 === 0 ? 'w' : 'm'))],
  ['country', many((at) => ['Germany', 'Frankreich', 'España', 'Brasil', '日本', 'Poland', 'Italy'][at % 7] ?? '')],
  [
    'job-title',
    many(
      (at) =>
        `${['Senior', 'Junior', 'Lead'][at % 3]} ${['engineer', 'accountant', 'nurse', 'sales manager'][at % 4]} ${'I'.repeat(at % 3)}`,
    ),
  ],
  ['company', many((at) => `${lastNames[at % 20]} ${['GmbH', 'Ltd.', 'Inc.', 'S.p.A.'][at % 4]}`)],
  ['geo', many((at) => `52.${5200 + at}, 13.${4000 + at}`)],
  ['national-id', many((at) => `${String(100 + at)}-${String(10 + at)}-${String(1000 + at * 31)}`)],
  ['free-text', many((at) => `The customer called on day ${at} and asked for Maria, who was not there.`)],
  ['birth-date', many((at) => `${1940 + at}-0${(at % 9) + 1}-1${at % 9}`)],
] as const)('%s is known by its values alone', (name, samples) => {
  expect(top(samples)).toMatchObject({ class: name, confidence: expect.toSatisfy((one: number) => one >= 0.7) })
})

test.each([
  ['a count of rows', many((at) => String(at + 1))],
  ['prices', many((at) => (at * 1.37).toFixed(2))],
  ['plain words', 'Action Drama Comedy Horror Sports Travel Music Family Games Classics'.split(' ')],
  ['codes of articles', many((at) => `AB-${1000 + at}`)],
  ['moments', many((at) => `2026-11-${10 + (at % 20)}T10:00:${10 + (at % 49)}`)],
  ['uuids', many((at) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`)],
  ['versions', many((at) => `${at}.2.${at % 3}`)],
  ['words that repeat', many((at) => ['open', 'closed', 'waiting'][at % 3] ?? '')],
])('%s are nobody’s', (_, samples) => {
  expect(found(samples).filter(({ confidence }) => confidence >= 0.7)).toEqual([])
})

test('whose numbers they are is told by their check digits', () => {
  expect(top(many((at) => plPesel.scheme.write(at * 1_000_003)))).toMatchObject({
    class: 'national-id',
    country: 'PL',
  })
})

test('numbers whose check digits do not hold are no cards', () => {
  expect(
    found(cards.map((card) => `${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`)).map((one) => one.class),
  ).not.toContain('card')
})

test('a few addresses among other texts are found too', () => {
  const mixed = [...many((at) => `order ${at}`), 'maria@mail.example']
  expect(top(mixed)).toMatchObject({ class: 'email', evidence: [expect.stringContaining('1 of 61 values')] })
  expect(top(mixed)?.confidence).toBeLessThan(0.7)
})

test('a name that its values contradict counts little, and says why', () => {
  const finding = found(
    many((at) => String(at % 3)),
    text,
    'email',
  )[0]
  expect(finding).toMatchObject({
    class: 'email',
    evidence: expect.arrayContaining(['its values do not look like it']),
  })
  expect(finding?.confidence).toBeLessThan(0.5)
})

test('what stands beside a column decides what its values leave open', () => {
  const samples = many((at) => String(100 + ((at * 37) % 900)))
  const alone = found(samples)
  const beside = detectColumn({
    table: 't',
    column: column('c1'),
    samples,
    neighbours: [{ name: 'c2', class: 'card', confidence: 0.97 }],
  })
  expect(alone.filter(({ confidence }) => confidence >= 0.7)).toEqual([])
  expect(beside[0]).toMatchObject({ class: 'cvv', confidence: expect.toSatisfy((one: number) => one >= 0.7) })
})

test.each([
  ['inet', 'ip'],
  ['mac', 'mac'],
] as const)('a type tells by itself: %s', (form, name) => {
  expect(top([], { kind: 'scalar', form })?.class).toBe(name)
})

test('pictures in bytes are found', () => {
  expect(top(['\\xffd8ffe000104a46', '\\x89504e470d0a1a0a'], { kind: 'scalar', form: 'bytes' })).toMatchObject({
    class: 'file',
    confidence: 0.85,
  })
})

test('every place in JSON is looked at, with its path', () => {
  const documents = many((at) =>
    JSON.stringify({
      id: at,
      owner: { first_name: firstNames[at % 22], mails: [`a${at}@b.example`] },
      'home phone': `+49 30 ${1000000 + at}`,
      open: true,
    }),
  )
  expect(found(documents, { kind: 'scalar', form: 'json' }).map((one) => [one.path, one.class])).toEqual(
    expect.arrayContaining([
      ['$.owner.first_name', 'first-name'],
      ['$.owner.mails[*]', 'email'],
      ['$["home phone"]', 'phone'],
    ]),
  )
  expect(found(documents).map((one) => one.path)).toContain('$.owner.first_name')
})

test('keys of a map stand for one another', () => {
  const document = JSON.stringify({
    byId: Object.fromEntries(many((at) => `${at}`, 80).map((key) => [key, { email: `a${key}@b.example` }])),
  })
  expect(found([document], { kind: 'scalar', form: 'json' }).map((one) => one.path)).toEqual(['$.byId.*.email'])
})

test('lists, maps and composites are looked into', () => {
  const mails = many((at) => JSON.stringify([`a${at}@b.example`, `c${at}@d.example`]))
  expect(top(mails, { kind: 'list', element: text })).toMatchObject({ path: '$[*]', class: 'email' })
  expect(
    top(
      many((at) => JSON.stringify({ k: `a${at}@b.example` })),
      { kind: 'map' },
    ),
  ).toMatchObject({ path: '$.k', class: 'email' })
  const address = {
    kind: 'composite',
    fields: [
      { name: 'street', value: text },
      { name: 'zip', value: text },
    ],
  } as const
  expect(
    found(
      many((at) => JSON.stringify({ street: `${at} Main Street`, zip: `1${1000 + at}` })),
      address,
    ).map((one) => [one.path, one.class]),
  ).toEqual(
    expect.arrayContaining([
      ['$.street', 'street-address'],
      ['$.zip', 'postcode'],
    ]),
  )
})

test('lists of composites, and what is in a composite, are of the types that they are declared with', () => {
  const contact = {
    kind: 'composite',
    fields: [
      { name: 'since', value: { kind: 'scalar', form: 'date' } },
      { name: 'mails', value: { kind: 'list', element: text } },
    ],
  } as const
  const one = (at: number) => ({ since: '1950-01-01', mails: [`a${at}@b.example`] })
  expect(
    found(
      many((at) => JSON.stringify([{ home: one(at) }])),
      { kind: 'list', element: { kind: 'composite', fields: [{ name: 'home', value: contact }] } },
    ).map(({ path, class: name }) => `${path} ${name}`),
  ).toEqual(['$[*].home.mails[*] email'])
})

test('no finding holds a value', () => {
  const secret = many((at) => `zyzzyva${at}@qwx.example`)
  expect(JSON.stringify(found(secret, text, 'email'))).not.toMatch(/zyzzyva|qwx/)
})
