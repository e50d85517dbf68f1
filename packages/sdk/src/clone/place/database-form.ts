import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier, quoteLiteral } from '../../database/postgres/quote.ts'

/** What a Postgres database is made with and keeps for good. */
export interface DatabaseForm {
  readonly encoding: string
  readonly collate: string
  readonly ctype: string
  readonly provider: 'libc' | 'icu' | 'builtin'
  /** Of ICU, or of the server itself. */
  readonly locale: string | null
  readonly rules: string | null
}

interface Row {
  readonly encoding: string
  readonly collate: string
  readonly ctype: string
  readonly provider: string | null
  readonly locale: string | null
  readonly rules: string | null
}

/** Of the database that the session is in. The columns that versions name differently are read by name. */
const formQuery = `
  select pg_catalog.pg_encoding_to_char(encoding) as encoding, datcollate as collate, datctype as ctype,
    row ->> 'datlocprovider' as provider, coalesce(row ->> 'datlocale', row ->> 'daticulocale') as locale,
    row ->> 'daticurules' as rules
  from pg_catalog.pg_database d, pg_catalog.to_jsonb(d) as row
  where datname = pg_catalog.current_database()`

export async function formOfDatabase(session: Pick<Session, 'query'>): Promise<DatabaseForm> {
  const [row] = await session.query<Row>(formQuery)
  if (!row) throw new Error('A session is in a database that pg_database has.')
  const { provider, ...rest } = row
  return { ...rest, provider: provider === 'i' ? 'icu' : provider === 'b' ? 'builtin' : 'libc' }
}

/** Without a form, what the server gives to new databases. */
export function createDatabaseText(name: string, form: DatabaseForm | undefined): string {
  const made = `create database ${quoteIdentifier(name)} template template0`
  if (!form) return made
  const { encoding, collate, ctype, provider, locale, rules } = form
  const text = `${made} encoding ${quoteLiteral(encoding)} lc_collate ${quoteLiteral(collate)} lc_ctype ${quoteLiteral(ctype)}`
  if (provider === 'libc' || locale === null) return text
  const named = `${provider === 'icu' ? 'icu_locale' : 'builtin_locale'} ${quoteLiteral(locale)}`
  return `${text} locale_provider ${provider} ${named}${rules === null ? '' : ` icu_rules ${quoteLiteral(rules)}`}`
}
