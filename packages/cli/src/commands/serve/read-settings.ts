import type { ConfigInput } from '@understudy/server'
import { usage } from '../generate/options.ts'
import { readStore, type StoreFlags } from '../server/store-flags.ts'

/** As the command line gives them. */
export interface ServeFlags extends StoreFlags {
  readonly port: string
  readonly host: string
  readonly role: string
  readonly workers: string
  readonly demo?: boolean
  readonly publicUrl?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly proxy: readonly string[]
  readonly insecureHttp?: boolean
  readonly environment?: string
  readonly auditCheckpoints?: string
  readonly webhookNetwork: readonly string[]
  readonly webhookHttp?: boolean
  readonly oidcIssuer?: string
  readonly oidcClientId?: string
}

const roles = ['all', 'api', 'worker'] as const

/** Flags and the environment as the server's configuration, which looks at the rest of it. */
export function readSettings(flags: ServeFlags, env: NodeJS.ProcessEnv = process.env): ConfigInput {
  const { host, environment, auditCheckpoints, demo = false, insecureHttp = false, webhookHttp = false } = flags
  const publicUrl = flags.publicUrl ?? env.UNDERSTUDY_PUBLIC_URL
  const metricsToken = env.UNDERSTUDY_METRICS_TOKEN
  const role = roles.find((one) => one === flags.role)
  if (role === undefined)
    throw usage(`${JSON.stringify(flags.role)} is no role of a server`, `Give --role ${roles.join('|')}.`)
  return {
    ...readStore(flags, env),
    host,
    port: countOf('--port', flags.port, 0, 65_535),
    role,
    workers: countOf('--workers', flags.workers, 1, 64),
    demo,
    insecureHttp,
    proxies: [...flags.proxy],
    webhooks: { networks: [...flags.webhookNetwork], http: webhookHttp },
    ...tlsOf(flags),
    ...oidcOf(flags, env),
    ...(publicUrl ? { publicUrl } : {}),
    ...(metricsToken ? { metricsToken } : {}),
    ...(environment === undefined ? {} : { environment }),
    ...(auditCheckpoints === undefined ? {} : { auditCheckpoints }),
  }
}

function tlsOf({ tlsCert: certFile, tlsKey: keyFile }: ServeFlags): Pick<ConfigInput, 'tls'> {
  if (certFile !== undefined && keyFile !== undefined) return { tls: { certFile, keyFile } }
  if (certFile === undefined && keyFile === undefined) return {}
  throw usage('a certificate is of no use without its key, nor is a key without it', 'Give --tls-cert and --tls-key.')
}

function oidcOf(
  { oidcIssuer: issuer, oidcClientId: clientId }: ServeFlags,
  { UNDERSTUDY_OIDC_CLIENT_SECRET: clientSecret }: NodeJS.ProcessEnv,
): Pick<ConfigInput, 'oidc'> {
  if (issuer === undefined && clientId === undefined) return {}
  if (issuer !== undefined && clientId !== undefined && clientSecret)
    return { oidc: { issuer, clientId, clientSecret } }
  throw usage(
    'an identity provider is asked with its address, an id and a secret',
    'Give --oidc-issuer and --oidc-client-id, and set UNDERSTUDY_OIDC_CLIENT_SECRET.',
  )
}

function countOf(flag: string, text: string, least: number, most: number): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (count >= least && count <= most) return count
  throw usage(`${flag} ${JSON.stringify(text)} is none`, `Give ${flag} ${least} to ${most}.`)
}
