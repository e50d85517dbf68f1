import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UnderstudyError } from '@understudy/sdk'
import { z } from 'zod'

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'no address and no network')

const rate = z.strictObject({ burst: z.number().positive(), perSecond: z.number().positive() })

const schema = z.strictObject({
  /** What this process does: serves the API, does the work that goes on by itself, or both. */
  role: z.enum(['all', 'api', 'worker']).default('all'),
  /** Folder of the embedded store. It is `understudy-data` where no database is named. */
  data: z.string().min(1).optional(),
  /** Postgres instead: for several processes, on as many machines. */
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'no URL of a Postgres')
    .optional(),
  /** What secrets are sealed under: 32 bytes in base64 or a passphrase; several on lines of their own, the first wraps. */
  key: z.string().min(1).optional(),
  /** A file that holds it. With neither, an embedded store makes its own. */
  keyFile: z.string().min(1).optional(),
  /** Folder that the bytes of datasets are kept in, sealed, or a bucket: s3://bucket/prefix. Left out, the store itself keeps them. */
  blobs: z
    .string()
    .min(1)
    .refine((text) => !text.startsWith('s3:') || isBucket(text), 'no bucket such as s3://bucket/prefix')
    .optional(),
  /** What lets the server into a bucket that blobs are kept in. */
  s3: z
    .strictObject({
      /** Of a store that is not Amazon's. */
      endpoint: z.url({ protocol: /^https?$/ }).optional(),
      region: z.string().min(1).default('us-east-1'),
      accessKeyId: z.string().min(1),
      secretAccessKey: z.string().min(1),
      sessionToken: z.string().min(1).optional(),
    })
    .optional(),
  /** Makes a team with data to look at, once. */
  demo: z.boolean().default(false),
  /** How many pieces of work this process does at once. */
  workers: z.number().int().min(1).max(64).default(2),
  /** So long a worker that says nothing is waited for, before another does its work: the same in all processes of a store. */
  leaseSeconds: z.number().int().min(10).max(3600).default(30),
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535).default(4600),
  /** PEM files. With them the server speaks TLS and nothing else. */
  tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  /** Addresses and networks of the proxies in front, which bring TLS and say who asks. Nobody else is let in from afar. */
  proxies: z.array(network).default([]),
  /** Lets other machines in without TLS: everybody on the way reads what they send. */
  insecureHttp: z.boolean().default(false),
  /** Where people reach the server, such as https://data.example.org. Behind a proxy the server cannot know it. */
  publicUrl: z
    .string()
    .refine(isOrigin, 'no address such as https://data.example.org')
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Stands in the text of API keys, so that one of a test system is not taken for another. */
  environment: z
    .string()
    .regex(/^[a-z0-9]{1,16}$/, 'up to 16 small letters and digits')
    .optional(),
  /** An identity provider that people sign in through. */
  oidc: z
    .strictObject({
      issuer: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
    })
    .optional(),
  /** How many requests one caller and one network may send: so many at once, and so many a second for long. */
  rates: z.strictObject({ caller: rate, network: rate }).optional(),
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
  environments: z
    .strictObject({
      /** Where databases of environments may stand although it is inside: this machine, the networks it stands in. */
      networks: z.array(network).default([]),
      /** Folder that SQLite files of environments stand in. Without one there are no such environments. */
      files: z.string().min(1).optional(),
    })
    .prefault({}),
  connectors: z
    .strictObject({
      /** What connectors read files in and write them to: in it is a folder for each team, called by its id. Without one there are no such connectors. */
      folder: z.string().min(1).optional(),
      /** What connectors may reach although it is inside: databases and stores of one's own. */
      networks: z.array(network).default([]),
      /** Lets connectors go without TLS: everybody on the way reads along, passwords too. */
      plaintext: z.boolean().default(false),
    })
    .prefault({}),
  /** The mail server that people are told of refreshes through. Without one no mail is sent. */
  smtp: z
    .strictObject({
      host: z.string().min(1),
      port: z.number().int().min(1).max(65_535).default(587),
      /** `starttls` and `tls` are verified, or nothing is sent; `none` lets everybody on the way read along. */
      security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
      user: z.string().min(1).optional(),
      password: z.string().min(1).optional(),
      from: z.email(),
      /** PEM file of authorities that are trusted instead of those of the system. */
      caFile: z.string().min(1).optional(),
      /** Domains that mail may go to; left out, to all. */
      domains: z.array(z.string().min(1)).min(1).optional(),
    })
    .refine(({ user, password }) => (user === undefined) === (password === undefined), 'a user has a password')
    .refine(({ user, security }) => user === undefined || security !== 'none', 'a password is not sent in the clear')
    .optional(),
  /** Folder with the built dashboard; without one the server answers the API alone. */
  dashboardDir: z.string().min(1).optional(),
})

export type Config = z.infer<typeof schema>
export type ConfigInput = z.input<typeof schema>

/** Addresses that only this machine has. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host)
}

/** Whether whoever asks comes by TLS alone. */
export function isReachedByTls({ tls, publicUrl }: Pick<Config, 'tls' | 'publicUrl'>): boolean {
  return tls !== undefined || publicUrl?.startsWith('https:') === true
}

/** s3://bucket/prefix, where the prefix may be left out. */
function isBucket(text: string): boolean {
  return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.=-]+)*\/?$/.test(text)
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
  return `${url.origin}/` === url.href
}

/** Everything that the server is told from outside, looked at once. */
export function parseConfig(input: ConfigInput): Config {
  const { success, data, error } = schema.safeParse(input)
  if (!success) {
    throw invalid(
      error.issues[0]?.path.join('.') ?? '',
      error.issues.map(({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`).join('; '),
      'Correct what is named.',
    )
  }
  if (data.data !== undefined && data.databaseUrl !== undefined) {
    throw invalid('databaseUrl', 'a folder and a database are named, and the server has one store', 'Name one of them.')
  }
  if (!isLoopback(data.host) && data.tls === undefined && data.proxies.length === 0 && !data.insecureHttp) {
    throw invalid(
      'host',
      `${data.host} is an address that other machines reach, and what they send would go there without TLS`,
      'Name a certificate and its key (--tls-cert, --tls-key), or the proxy in front that brings TLS (--proxy), or say that plain HTTP is what you want (--insecure-http).',
    )
  }
  if (data.proxies.length > 0 && data.publicUrl === undefined) {
    throw invalid(
      'publicUrl',
      'behind a proxy the server does not know where people reach it',
      'Name the address of the proxy, such as https://data.example.org.',
    )
  }
  if (data.blobs?.startsWith('s3:') && data.s3 === undefined) {
    throw invalid(
      's3',
      'blobs are to be kept in a bucket, and nothing says what lets the server in there',
      'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    )
  }
  if (data.dashboardDir !== undefined && !existsSync(join(data.dashboardDir, 'index.html'))) {
    throw invalid(
      'dashboardDir',
      'the folder of the dashboard holds no index.html',
      'Build the dashboard first: npm run build.',
    )
  }
  return data
}

function invalid(at: string, message: string, hint: string): UnderstudyError {
  return new UnderstudyError('CONFIG_INVALID', { operation: 'configure the server', at, message, hint })
}
