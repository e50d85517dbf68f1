import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UnderstudyError } from '@understudy/sdk'
import { z } from 'zod'

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'no address and no network')

const schema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535).default(4600),
  /** PEM files. With them the server speaks TLS and nothing else. */
  tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  /** Addresses and networks of the proxies in front, which bring TLS and say who asks. Nobody else is let in from afar. */
  proxies: z.array(network).default([]),
  /** Lets other machines in without TLS: everybody on the way reads what they send. */
  insecureHttp: z.boolean().default(false),
  /** File that checkpoints of the audit are added to, best on another machine; beside an embedded store where it is left out. */
  auditCheckpoints: z.string().min(1).optional(),
  /** Whoever shows it may read /metrics. Without one, whoever asks from this machine may. */
  metricsToken: z.string().min(16).optional(),
  webhooks: z
    .strictObject({
      /** What deliveries may go to although it is inside: this machine, the networks it stands in. */
      networks: z.array(network).default([]),
      /** Lets deliveries go without TLS: everybody on the way reads them. */
      http: z.boolean().default(false),
    })
    .prefault({}),
  /** Folder with the built dashboard; without one the server answers the API alone. */
  dashboardDir: z.string().min(1).optional(),
})

export type Config = z.infer<typeof schema>
export type ConfigInput = z.input<typeof schema>

/** Addresses that only this machine has. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host)
}

/** Everything that the server is told from outside, looked at once. */
export function parseConfig(input: ConfigInput): Config {
  const { success, data, error } = schema.safeParse(input)
  if (!success) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: error.issues[0]?.path.join('.') ?? '',
      message: error.issues.map(({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`).join('; '),
      hint: 'Correct what is named.',
    })
  }
  if (!isLoopback(data.host) && data.tls === undefined && data.proxies.length === 0 && !data.insecureHttp) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: 'host',
      message: `${data.host} is an address that other machines reach, and what they send would go there without TLS`,
      hint: 'Name a certificate and its key, or the proxy in front that brings TLS, or say that plain HTTP is what you want.',
    })
  }
  if (data.dashboardDir !== undefined && !existsSync(join(data.dashboardDir, 'index.html'))) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: 'dashboardDir',
      message: 'the folder of the dashboard holds no index.html',
      hint: 'Build the dashboard first: npm run build.',
    })
  }
  return data
}
