import { createHmac } from 'node:crypto'
import { compilePolicy, type MaskingColumn, readMaskingKey, transforms } from '@understudy/sdk'
import { report } from '../measure.ts'

/** What each transform takes on UTF-8, a value, beside an HMAC of the same values by node:crypto. */
const count = Number(process.argv[2] ?? 300_000)
const firsts = ['anna', 'benjamin', 'carla', 'dimitri', 'eva', 'farid', 'guinevere', 'hugo', 'ines', 'jo']
const lasts = ['clark', 'smith', 'de-la-cruz', 'ng', 'oberholtzer', 'papadopoulos', 'quinn', 'rossi', 'sato', 'wu']
const hosts = ['gmail.com', 'yahoo.com', 'outlook.com', 'web.de', 'company.co.uk', 'example.org']
const spread = (i: number): number => Math.imul(i + 1, 0x9e3779b1) >>> 0
const pad = (number: number, width: number): string => String(number).padStart(width, '0')
const capital = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1)
const first = (i: number): string => firsts[spread(i) % 10]!
const last = (i: number): string => lasts[spread(i * 3) % 10]!
const ways = ['Street', 'Avenue', 'Road', 'Lane', 'Boulevard', 'Court']
const ends = ['ton', 'ville', ' Falls', 'burgh', ' City', 'field']
const states = ['California', 'Texas', 'New York', 'Ohio', 'North Carolina', 'Maine']
const countries = ['France', 'Germany', 'United States', 'Japan', 'Brazil', 'Kenya']
const forms = ['Inc', 'LLC', 'and Sons', 'Group', 'Ltd', 'Corp']
const titles = ['Regional', 'Sales', 'Manager', 'Engineer', 'Customer', 'Director']
const street = (i: number): string => `${capital(last(i))} ${ways[spread(i * 5) % 6]}`

const values: Readonly<Record<string, (i: number) => string>> = {
  email: (i) => `${first(i)}.${last(i)}${i % 1000}@${hosts[spread(i) % 6]}`,
  'first-name': (i) => capital(first(i)),
  'last-name': (i) => capital(last(i)),
  'full-name': (i) => `${capital(first(i))} ${capital(last(i))}`,
  username: (i) => `${first(i)}_${i}`,
  phone: (i) => `+49 151 ${pad(spread(i) % 100_000_000, 8)}`,
  'credit-card': (i) => `4${pad(spread(i), 10)}${pad(i % 100_000, 5)}`,
  iban: (i) => `DE89${pad(spread(i), 10)}${pad(i % 100_000_000, 8)}`,
  uuid: (i) => `${spread(i).toString(16).padStart(8, '0')}-0000-4000-8000-${pad(i, 12)}`,
  'key-integer': (i) => String(1_000_000 + i),
  format: (i) => `AB-${100_000 + i}-xy`,
  'street-address': (i) => `${1 + (spread(i) % 9999)} ${street(i)}`,
  street,
  city: (i) => `${capital(last(i))}${ends[spread(i * 5) % 6]}`,
  state: (i) => (i % 2 === 0 ? states[spread(i) % 6]! : 'CA'),
  country: (i) => (i % 2 === 0 ? countries[spread(i) % 6]! : 'FR'),
  company: (i) => `${capital(last(i))} & ${capital(last(i * 7))} ${forms[spread(i * 5) % 6]}`,
  'job-title': (i) => `${titles[spread(i) % 6]} ${titles[spread(i * 3) % 6]}`,
  'building-number': (i) => `${1 + (spread(i) % 9999)}${i % 4 === 0 ? 'b' : ''}`,
  postcode: (i) => String(10_000 + (spread(i) % 90_000)),
}

const key = readMaskingKey('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=')
const said: Record<string, number> = {}
for (const [transform, value] of Object.entries(values)) {
  const rows = Array.from({ length: count }, (_, i) => Buffer.from(value(i)))
  const bytes = maskOf(transform)
  const input = new Uint8Array(Buffer.concat(rows))
  const ends = new Float64Array(count)
  let end = 0
  rows.forEach((row, i) => {
    end += row.length
    ends[i] = end
  })
  const out = {
    bytes: new Uint8Array(1 << 16),
    at: 0,
    reserve(length: number) {
      if (this.at + length > this.bytes.length) this.at = 0
    },
  }
  said[transform] = best(() => {
    let start = 0
    for (let i = 0; i < count; i++) {
      const next = ends[i]!
      bytes(input, start, next, out)
      start = next
    }
  })
  if (transform !== 'email') continue
  said.hmac = best(() => {
    for (let i = 0; i < count; i++) createHmac('sha256', 'a key').update(rows[i]!).digest()
  })
}
report(count, said)

/** Nanoseconds of CPU time a value, the best of four rounds: the first one warms up. */
function best(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4; round++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, ((user + system) * 1000) / count)
  }
  return Math.round(least)
}

function maskOf(transform: string) {
  const form = transform === 'uuid' ? 'uuid' : transform === 'key-integer' ? 'integer' : 'text'
  const column: MaskingColumn = {
    name: 'value',
    databaseType: form,
    value: { kind: 'scalar', form },
    nullable: true,
    generated: false,
  }
  const policy = compilePolicy(
    {
      kind: 'masking-policy',
      version: 1,
      undecided: {},
      transforms: { [transform]: transforms().find(({ name }) => name === transform)?.version ?? 1 },
      tables: { values: { columns: { value: { transform } } } },
      references: [],
      privacy: [],
      locale: 'en',
    },
    { tables: [{ name: 'values', columns: [column], keys: [], foreignKeys: [], checks: [], fixed: [] }] },
    { key },
  )
  const { bytes } = policy.tables.get('values')?.columns[0]?.mask ?? {}
  if (bytes === undefined) throw new Error(`${transform} does not mask bytes`)
  return bytes
}
