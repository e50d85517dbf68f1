import { z } from 'zod'
import { isRelativePath } from './places/relative-path.ts'

export const connectorKinds = ['postgres', 'sqlite', 'files', 'http', 's3'] as const
export type ConnectorKind = (typeof connectorKinds)[number]
export const connectorUses = ['import', 'export', 'both'] as const
export type ConnectorUse = (typeof connectorUses)[number]

const plain = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'it holds characters that cannot be seen')
const secret = z.string().min(1).max(4000)
const host = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/i, 'no name and no address of a host')
const path = z.string().max(1000).refine(isRelativePath, 'a path below the folder of the team, without . and ..')
const webUrl = z
  .string()
  .max(2000)
  .refine((text) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? ''), 'no URL of http or https')
  .refine((text) => {
    const url = URL.parse(text)
    return url === null || (url.username === '' && url.password === '' && url.hash === '')
  }, 'it holds a password or a fragment; credentials are given apart')
const pointer = z
  .string()
  .max(200)
  .regex(/^(\/[^/]*)*$/, 'no JSON pointer, such as /data/items')
const header = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9-]*$/i, 'no name of a header')
  .refine((name) => !reserved.has(name.toLowerCase()), 'a header that the server itself sets')
const reserved = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'range', 'if-range', 'expect'])

const postgres = z.strictObject({
  host,
  port: z.number().int().min(1).max(65_535).default(5432),
  database: plain,
  user: plain,
  /** Where an export goes. */
  schema: plain.default('public'),
  tls: z.boolean().default(true).describe('false only where whoever runs the server allows it'),
})
const sqlite = z.strictObject({ file: path.min(1).describe('below the folder of the team') })
const files = z.strictObject({ folder: path.default('').describe('below the folder of the team') })
const pages = z
  .strictObject({
    rows: pointer.default('').describe('where the rows of a page stand in its JSON; the whole of it where left out'),
    by: z
      .enum(['link', 'url', 'cursor', 'number'])
      .describe('how the next page is found: the header Link, a URL in the page, a cursor in it, or the next number'),
    at: pointer.optional().describe('url, cursor: where that stands in the page'),
    parameter: plain.optional().describe('cursor, number: the parameter of the query that has it'),
    first: z.number().int().min(0).max(1).default(1).describe('number: of the first page'),
  })
  .refine(({ by, at }) => at !== undefined || (by !== 'url' && by !== 'cursor'), {
    path: ['at'],
    message: 'it is not said where the next page stands',
  })
  .refine(({ by, parameter }) => parameter !== undefined || (by !== 'cursor' && by !== 'number'), {
    path: ['parameter'],
    message: 'it is not said in which parameter the next page is asked for',
  })
export type Pages = z.infer<typeof pages>

const http = z.strictObject({
  url: webUrl.describe('export: {entity} in it stands for the name of the entity'),
  pages: pages.optional().describe('import: rows come in pages of JSON; one whole body where left out'),
  method: z.enum(['POST', 'PUT']).default('POST').describe('export'),
})
const s3 = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'no name of a bucket'),
  prefix: path.default(''),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'no name of a region')
    .default('us-east-1'),
  endpoint: webUrl.optional().describe('of a store that is not Amazon’s'),
})

const none = z.strictObject({})
const httpCredentials = z
  .strictObject({
    token: secret.optional().describe('sent as Bearer'),
    user: plain.optional().describe('with a password: Basic'),
    password: secret.optional(),
    header: header.optional().describe('with a value: sent under this name'),
    value: secret.optional(),
  })
  .refine(({ token, user, password, header, value }) => {
    const whole = (user === undefined) === (password === undefined) && (header === undefined) === (value === undefined)
    return whole && [token, user, header].filter((one) => one !== undefined).length <= 1
  }, 'one of: token; user and password; header and value')
const s3Credentials = z.strictObject({
  accessKeyId: plain,
  secretAccessKey: secret,
  sessionToken: secret.optional(),
})

/** What each kind is told, and what lets the server in there. */
export const connectorShapes = {
  postgres: { settings: postgres, credentials: z.strictObject({ password: secret.optional() }) },
  sqlite: { settings: sqlite, credentials: none },
  files: { settings: files, credentials: none },
  http: { settings: http, credentials: httpCredentials },
  s3: { settings: s3, credentials: s3Credentials },
} as const

export type SettingsOf<Kind extends ConnectorKind> = z.infer<(typeof connectorShapes)[Kind]['settings']>
export type CredentialsOf<Kind extends ConnectorKind> = z.infer<(typeof connectorShapes)[Kind]['credentials']>

/** All that is needed to reach one. */
export type ConnectorAccess = {
  readonly [Kind in ConnectorKind]: {
    readonly kind: Kind
    readonly settings: SettingsOf<Kind>
    readonly credentials: CredentialsOf<Kind>
  }
}[ConnectorKind]

export const connectorAccess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('postgres'), ...connectorShapes.postgres }),
  z.object({ kind: z.literal('sqlite'), ...connectorShapes.sqlite }),
  z.object({ kind: z.literal('files'), ...connectorShapes.files }),
  z.object({ kind: z.literal('http'), ...connectorShapes.http }),
  z.object({ kind: z.literal('s3'), ...connectorShapes.s3 }),
])
