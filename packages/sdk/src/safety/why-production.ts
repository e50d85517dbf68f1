import type { ConnectOptions } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { parseUrl } from '../database/url.ts'
import { UnderstudyError } from '../errors.ts'
import { type Fingerprint, fingerprintOfDatabase } from './fingerprint-of-database.ts'
import { placeOf } from './place-of.ts'

/**
 * Why a URL leads to production, as a sentence goes on; undefined where nothing says so. It is registered, under
 * whatever name, or its database says so itself. A registered database that cannot be asked who it is counts by its URL
 * alone.
 * @param registered as well as UNDERSTUDY_PRODUCTION_URLS, which are parted by commas or spaces
 */
export async function whyProduction(
  url: string,
  registered: readonly string[] = [],
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options: Pick<ConnectOptions, 'lookup'> = {},
): Promise<string | undefined> {
  const all = [...registered, ...listed(environment.UNDERSTUDY_PRODUCTION_URLS)]
  const place = placeOf(url)
  if (all.some((one) => placeOf(one) === place)) return 'it is registered as production'
  if (parseUrl(url).engine !== 'postgres') return undefined
  const { production, identity } = await ask(url, options)
  if (production !== undefined) return production
  if (identity === undefined) return undefined
  for (const one of all) {
    if (parseUrl(one).engine === 'postgres' && (await identityOf(one)) === identity)
      return 'it is the same database as one that is registered as production'
  }
  return undefined
}

function listed(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter((part) => part !== '')
}

async function ask(url: string, options: Pick<ConnectOptions, 'lookup'> = {}): Promise<Fingerprint> {
  await using database = await connect(url, { ...options, maxConnections: 1 })
  return await fingerprintOfDatabase(database)
}

/** Production need not be reachable from where tests run. */
async function identityOf(registered: string): Promise<string | undefined> {
  try {
    return (await ask(registered)).identity
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return undefined
    throw thrown
  }
}
