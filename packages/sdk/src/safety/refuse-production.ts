import { connect } from '../database/connect.ts'
import { parseUrl, redactUrl } from '../database/url.ts'
import { UnderstudyError } from '../errors.ts'
import { type Fingerprint, fingerprintOfDatabase } from './fingerprint-of-database.ts'
import { placeOf } from './place-of.ts'

/**
 * Refuses a URL that leads to production, before anything is created: one that is registered, under whatever name, or
 * one whose database says so itself. A registered database that cannot be asked who it is counts by its URL alone.
 * @param registered as well as UNDERSTUDY_PRODUCTION_URLS, which are parted by commas or spaces
 */
export async function refuseProduction(
  url: string,
  registered: readonly string[] = [],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const all = [...registered, ...listed(environment.UNDERSTUDY_PRODUCTION_URLS)]
  const place = placeOf(url)
  if (all.some((one) => placeOf(one) === place)) throw refused(url, 'it is registered as production')
  if (parseUrl(url).engine !== 'postgres') return
  const { production, identity } = await ask(url)
  if (production !== undefined) throw refused(url, production)
  if (identity === undefined) return
  for (const one of all) {
    if (parseUrl(one).engine === 'postgres' && (await identityOf(one)) === identity)
      throw refused(url, 'it is the same database as one that is registered as production')
  }
}

function listed(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter((part) => part !== '')
}

async function ask(url: string): Promise<Fingerprint> {
  await using database = await connect(url, { maxConnections: 1 })
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

function refused(url: string, why: string): UnderstudyError {
  return new UnderstudyError('PRODUCTION_REFUSED', {
    operation: 'open a test database',
    message: `${redactUrl(url)} is refused as a database for tests: ${why}`,
  })
}
