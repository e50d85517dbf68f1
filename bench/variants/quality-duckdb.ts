import { readFile } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { report } from '../measure.ts'
import { emailPattern, mostBalance, notNull, phonePattern } from '../quality-rules.ts'

const [path = '', countriesPath = '', threads = '1'] = process.argv.slice(2)
const countries: readonly string[] = JSON.parse(await readFile(countriesPath, 'utf8'))
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
const failing: Readonly<Record<string, string>> = {
  ...Object.fromEntries(notNull.map((column) => [`null_${column}`, `${column} is null`])),
  order: 'not (created_at > born)',
  email: `not regexp_matches(email, ${literal(emailPattern)})`,
  phone: `not regexp_matches(phone, ${literal(phonePattern)})`,
  range: `not (balance between 0 and ${mostBalance})`,
  country: `country not in (${countries.map(literal).join(', ')})`,
  cross: 'not (first_name <> last_name)',
}
const columns = {
  id: 'BIGINT',
  uid: 'UUID',
  email: 'VARCHAR',
  first_name: 'VARCHAR',
  last_name: 'VARCHAR',
  phone: 'VARCHAR',
  street: 'VARCHAR',
  city: 'VARCHAR',
  country: 'VARCHAR',
  born: 'DATE',
  balance: 'DECIMAL(12,2)',
  created_at: 'TIMESTAMP',
}
const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`)
const instance = await DuckDBInstance.create(':memory:', { threads })
const connection = await instance.connect()
const reader = await connection.runAndReadAll(`
  select count(*)::integer as n,
    (count(id) - count(distinct id))::integer as unique_id,
    (count(email) - count(distinct email))::integer as unique_email,
    ${Object.entries(failing)
      .map(([name, condition]) => `(count(*) filter (${condition}))::integer as ${name}`)
      .join(',\n    ')}
  from read_csv(${literal(path)}, header = true, columns = {${types.join(', ')}})`)
const { n, ...counts } = reader.getRowObjectsJS()[0] ?? {}
report(Number(n), { counts })
connection.closeSync()
instance.closeSync()
