import type { ConnectOptions } from '../database/adapter.ts'
import { redactUrl } from '../database/url.ts'
import { UnderstudyError } from '../errors.ts'
import { whyProduction } from './why-production.ts'

/**
 * Refuses a URL that leads to production, before anything is created: one that is registered, under whatever name, or
 * one whose database says so itself. A registered database that cannot be asked who it is counts by its URL alone.
 * @param registered as well as UNDERSTUDY_PRODUCTION_URLS, which are parted by commas or spaces
 */
export async function refuseProduction(
  url: string,
  registered: readonly string[] = [],
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options: Pick<ConnectOptions, 'lookup'> = {},
): Promise<void> {
  const why = await whyProduction(url, registered, environment, options)
  if (why === undefined) return
  throw new UnderstudyError('PRODUCTION_REFUSED', {
    operation: 'open a test database',
    message: `${redactUrl(url)} is refused as a database for tests: ${why}`,
  })
}
