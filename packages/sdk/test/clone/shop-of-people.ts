import type { MaskingKey } from '../../src/anonymize/key/masking-key.ts'
import { readMaskingKey } from '../../src/anonymize/key/read-masking-key.ts'
import { parsePolicy } from '../../src/anonymize/policy/parse-policy.ts'
import type { ColumnDecision, MaskingPolicy } from '../../src/anonymize/policy.ts'
import { transforms } from '../../src/anonymize/transforms/registry.ts'

export const key: MaskingKey = readMaskingKey(
  Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('base64'),
)

/** People with everything that is somebody's, and orders of theirs. */
export const peopleTables = `
  create table people (
    id integer primary key,
    email varchar(80) not null unique,
    name text not null,
    phone text,
    note text not null default ''
  );
  create table orders (
    id integer primary key,
    person_id integer not null references people (id),
    total numeric(10, 2) not null check (total >= 0),
    memo text
  );
  create index orders_of_people on orders (person_id);`

export const peopleRows = (count: number) => `
  insert into people (id, email, name, phone, note)
    select i, 'person' || i || '.real@mail' || i || '.example', 'Realname' || i || ' Originalson' || i,
      '+49 30 ' || (1000000 + i * 7), 'note ' || i from generate_series(1, ${count}) i;
  insert into orders select i, 1 + i % ${count}, i * 1.5, 'order ' || i from generate_series(1, ${count * 2}) i;`

export function peoplePolicy(
  changes: Readonly<Record<string, Readonly<Record<string, ColumnDecision>>>> = {},
  prefix = 'public.',
): MaskingPolicy {
  const versions = Object.fromEntries(transforms().map(({ name, version }) => [name, version]))
  const columns = {
    people: {
      id: 'keep',
      email: { transform: 'email' },
      name: { transform: 'full-name' },
      phone: { transform: 'phone' },
      note: 'keep',
      ...changes.people,
    },
    orders: { id: 'keep', person_id: 'keep', total: 'keep', memo: 'keep', ...changes.orders },
  } as const
  const used = new Set(
    Object.values(columns).flatMap((table) =>
      Object.values<ColumnDecision>(table).flatMap((rule) => (rule === 'keep' ? [] : [rule.transform])),
    ),
  )
  return parsePolicy({
    kind: 'masking-policy',
    version: 1,
    undecided: {},
    transforms: Object.fromEntries([...used].map((name) => [name, versions[name]])),
    tables: Object.fromEntries(
      Object.entries(columns).map(([table, rules]) => [`${prefix}${table}`, { group: 'people', columns: rules }]),
    ),
    references: [],
    privacy: [],
    locale: 'en',
  })
}
