import { createReadStream, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addMeasure, type ClassMeasure, measureTable, total } from '../../../test/people-measure.ts'
import { csv } from '../../formats/csv.ts'
import { valueReader } from '../../formats/row-objects.ts'
import { sharedData } from '../../formats/shared-data.ts'
import { generateData } from '../../generate/generate-data.ts'
import { detectTable } from './detect-table.ts'
import type { PersonalClass } from './personal-class.ts'

const people = sharedData('pii/fake-name-generator-3000.csv')

/** What the columns of the file hold; undefined is nobody's on its own. */
const truth: Readonly<Record<string, PersonalClass | undefined>> = {
  Number: undefined,
  Gender: 'sex',
  NameSet: 'origin',
  Title: 'name-prefix',
  GivenName: 'first-name',
  MiddleInitial: 'middle-name',
  Surname: 'last-name',
  StreetAddress: 'street-address',
  City: 'city',
  State: 'state',
  StateFull: 'state',
  ZipCode: 'postcode',
  Country: 'country',
  CountryFull: 'country',
  EmailAddress: 'email',
  Username: 'username',
  Password: 'password',
  TelephoneNumber: 'phone',
  TelephoneCountryCode: undefined,
  MothersMaiden: 'last-name',
  Birthday: 'birth-date',
  Age: 'age',
  CCType: undefined,
  CCNumber: 'card',
  CVV2: 'cvv',
  CCExpires: 'card-expiry',
  NationalID: 'national-id',
  Occupation: 'job-title',
  Company: 'company',
  Domain: 'domain',
}

/** Columns as shops and logs have them, beside which the people must be told. */
const harmless =
  'sku price order-status color file-size version slug isbn ean mime-type currency-code time-zone hex-color http-status uuid percentage rating weekday month product-category product-name created-at sentence boolean'.split(
    ' ',
  )

const groups = 30
const size = 100

type Column = readonly (string | null)[]

function look(names: readonly string[], columns: readonly Column[]) {
  const table = {
    name: 'records',
    columns: names.map((name) => ({
      name,
      databaseType: 'text',
      value: { kind: 'scalar', form: 'text' } as const,
      nullable: true,
      generated: false,
    })),
    keys: [],
    foreignKeys: [],
    checks: [],
    fixed: [],
  }
  return detectTable(table, new Map(names.map((name, at) => [name, columns[at] ?? []])))
}

async function readPeople(url: URL): Promise<ReadonlyMap<string, Column>> {
  const columns = new Map<string, (string | null)[]>()
  for await (const batch of csv.decode?.(createReadStream(url)) ?? []) {
    for (const { name, vector } of batch.columns) {
      const read = valueReader(vector)
      const values = columns.get(name) ?? []
      columns.set(name, values)
      for (let row = 0; row < batch.length; row++) values.push(textOf(read(row)))
    }
  }
  return columns
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  return value instanceof Date ? value.toISOString() : String(value)
}

async function harmlessColumns(): Promise<readonly Column[]> {
  const fields = Object.fromEntries(harmless.map((kind, at) => [`f${at}`, kind]))
  const { records = [] } = await generateData(
    { entities: [{ name: 'records', fields }] },
    { rows: groups * size, seed: 3 },
  ).collect()
  return harmless.map((_, at) => records.map((row) => textOf(row[`f${at}`])))
}

describe.runIf(people !== undefined)('3,000 people of many countries, in groups of 100', async () => {
  const columns = people === undefined ? new Map<string, Column>() : await readPeople(people)
  const heads = [...columns.keys()]
  const wanted = heads.map((head) => truth[head])
  const others = await harmlessColumns()
  const modes = {
    header: new Map<string, ClassMeasure>(),
    'header and content': new Map<string, ClassMeasure>(),
    content: new Map<string, ClassMeasure>(),
  }
  for (let group = 0; group < groups; group++) {
    const cut = (column: Column): Column => column.slice(group * size, (group + 1) * size)
    const values = heads.map((head) => cut(columns.get(head) ?? []))
    if (group === 0) addMeasure(modes.header, look(heads, []), wanted)
    addMeasure(modes['header and content'], look(heads, values), wanted)
    addMeasure(
      modes.content,
      look(
        heads.map((_, at) => `c${at + 1}`),
        values,
      ),
      wanted,
    )
    const nothing = harmless.map(() => undefined)
    addMeasure(
      modes['header and content'],
      look(
        harmless.map((kind) => kind.replaceAll('-', '_')),
        others.map(cut),
      ),
      nothing,
    )
    addMeasure(
      modes.content,
      look(
        harmless.map((_, at) => `c${at + 1}`),
        others.map(cut),
      ),
      nothing,
    )
  }

  test('are all that the file has', () => {
    expect(heads).toEqual(Object.keys(truth))
    expect(columns.get('Number')).toHaveLength(3000)
  })

  test('are told by header and content, and by content alone', () => {
    const { content } = modes
    expect(total(modes.header).recall).toBeGreaterThanOrEqual(0.95)
    expect(total(modes['header and content']).recall).toBeGreaterThanOrEqual(0.99)
    expect(total(modes['header and content']).precision).toBeGreaterThanOrEqual(0.97)
    expect(total(content).recall).toBeGreaterThanOrEqual(0.97)
    expect(total(content).precision).toBeGreaterThanOrEqual(0.95)
  })

  test('the table in docs/scan.md says how well', () => {
    const page = readFileSync(new URL('../../../../../docs/scan.md', import.meta.url), 'utf8')
    expect(page).toContain(measureTable({ 'header and content': modes['header and content'], content: modes.content }))
  })
})
