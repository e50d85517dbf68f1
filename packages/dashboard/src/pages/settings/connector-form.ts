import type { Answer, Asked } from '../../api.ts'

export type Connector = Answer<'get', '/teams/:team/connectors'>['connectors'][number]
export type NewConnector = Asked<'post', '/teams/:team/connectors'>['json']
export type Kind = NewConnector['kind']
export type Use = Connector['use']

export const kindWords: Record<Kind, string> = {
  postgres: 'PostgreSQL',
  sqlite: 'SQLite file',
  files: 'Folder of files',
  http: 'HTTP API',
  s3: 'S3 object store',
}
export const useWords: Record<Use, string> = { import: 'Import', export: 'Export', both: 'Import and export' }

export interface FormField {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly type: 'text' | 'number' | 'secret' | 'switch' | 'choice'
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly initial?: string
  readonly needed?: boolean
  /** Asked for only where another field has one of these values. */
  readonly where?: { readonly field: string; readonly is: readonly string[] }
  /** It lets one in: it is never shown again. */
  readonly lets?: boolean
}

const below = 'Below the folder of the team that the operator has named.'

/** What each kind is told, in the order in which people think of it. */
export const fieldsOf: Record<Kind, readonly FormField[]> = {
  postgres: [
    { name: 'host', label: 'Host', type: 'text', needed: true },
    { name: 'port', label: 'Port', type: 'number', initial: '5432', needed: true },
    { name: 'database', label: 'Database', type: 'text', needed: true },
    { name: 'user', label: 'User', type: 'text', needed: true },
    { name: 'password', label: 'Password', type: 'secret', lets: true },
    { name: 'schema', label: 'Schema', hint: 'Where an export goes.', type: 'text', initial: 'public', needed: true },
    { name: 'tls', label: 'By TLS, and verified', type: 'switch', initial: 'yes' },
  ],
  sqlite: [{ name: 'file', label: 'File', hint: below, type: 'text', needed: true }],
  files: [{ name: 'folder', label: 'Folder', hint: `${below} Empty: that folder itself.`, type: 'text' }],
  http: [
    {
      name: 'url',
      label: 'Address',
      hint: 'Of an export {entity} in it stands for the name of the entity.',
      type: 'text',
      needed: true,
    },
    {
      name: 'by',
      label: 'Pages',
      type: 'choice',
      initial: '',
      choices: [
        { value: '', label: 'one body, no pages' },
        { value: 'link', label: 'next by the header Link' },
        { value: 'url', label: 'next by a URL in the page' },
        { value: 'cursor', label: 'next by a cursor in the page' },
        { value: 'number', label: 'next by number' },
      ],
    },
    {
      name: 'rows',
      label: 'Where the rows stand',
      hint: 'A JSON pointer such as /data/items; empty: the whole page.',
      type: 'text',
      where: { field: 'by', is: ['link', 'url', 'cursor', 'number'] },
    },
    {
      name: 'at',
      label: 'Where the next page is named',
      hint: 'A JSON pointer such as /meta/next.',
      type: 'text',
      needed: true,
      where: { field: 'by', is: ['url', 'cursor'] },
    },
    {
      name: 'parameter',
      label: 'Parameter of the query',
      hint: 'Which the cursor or the number is sent as.',
      type: 'text',
      needed: true,
      where: { field: 'by', is: ['cursor', 'number'] },
    },
    {
      name: 'method',
      label: 'Method of an export',
      type: 'choice',
      initial: 'POST',
      choices: [
        { value: 'POST', label: 'POST' },
        { value: 'PUT', label: 'PUT' },
      ],
    },
    {
      name: 'auth',
      label: 'Lets the server in',
      type: 'choice',
      initial: 'none',
      choices: [
        { value: 'none', label: 'nothing needed' },
        { value: 'token', label: 'a token (Bearer)' },
        { value: 'basic', label: 'user and password' },
        { value: 'header', label: 'a header' },
      ],
    },
    {
      name: 'token',
      label: 'Token',
      type: 'secret',
      needed: true,
      where: { field: 'auth', is: ['token'] },
      lets: true,
    },
    {
      name: 'httpUser',
      label: 'User',
      type: 'text',
      needed: true,
      where: { field: 'auth', is: ['basic'] },
      lets: true,
    },
    {
      name: 'httpPassword',
      label: 'Password',
      type: 'secret',
      needed: true,
      where: { field: 'auth', is: ['basic'] },
      lets: true,
    },
    {
      name: 'header',
      label: 'Header',
      type: 'text',
      needed: true,
      where: { field: 'auth', is: ['header'] },
      lets: true,
    },
    {
      name: 'value',
      label: 'Its value',
      type: 'secret',
      needed: true,
      where: { field: 'auth', is: ['header'] },
      lets: true,
    },
  ],
  s3: [
    { name: 'bucket', label: 'Bucket', type: 'text', needed: true },
    { name: 'prefix', label: 'Prefix', hint: 'Empty: all of the bucket.', type: 'text' },
    { name: 'region', label: 'Region', type: 'text', initial: 'us-east-1', needed: true },
    { name: 'endpoint', label: 'Endpoint', hint: 'Of a store that is not Amazon’s.', type: 'text' },
    { name: 'accessKeyId', label: 'Access key id', type: 'text', needed: true, lets: true },
    { name: 'secretAccessKey', label: 'Secret access key', type: 'secret', needed: true, lets: true },
    { name: 'sessionToken', label: 'Session token', type: 'secret', lets: true },
  ],
}

export type Values = Readonly<Record<string, string>>

/** What the form of a kind begins with: what the connector is told already, or what is usual. */
export function initialValues(kind: Kind, connector?: Connector): Record<string, string> {
  const { pages, ...plain } = connector?.settings ?? {}
  const known: Record<string, unknown> = { ...(isRecord(pages) ? pages : {}), ...plain }
  if (connector?.hasCredentials) known.auth = 'token'
  return Object.fromEntries(
    fieldsOf[kind].map(({ name, initial = '', type }) => {
      const value = known[name]
      return [name, value === undefined ? initial : type === 'switch' ? (value === true ? 'yes' : '') : String(value)]
    }),
  )
}

export function asksFor(field: FormField, values: Values): boolean {
  return field.where === undefined || field.where.is.includes(values[field.where.field] ?? '')
}

/** What is lacking, or undefined. */
export function whyNotReady(kind: Kind, name: string, values: Values): string | undefined {
  if (name.trim() === '') return 'Give it a name first.'
  const lacking = fieldsOf[kind].find(
    (field) => field.needed && asksFor(field, values) && (values[field.name] ?? '').trim() === '',
  )
  return lacking && `“${lacking.label}” is lacking.`
}

/** What the form says, as the server takes it. */
export function connectorOf(kind: Kind, name: string, use: Use, values: Values): NewConnector {
  const given = (field: string) => (values[field] ?? '').trim()
  /** Left out where nothing is typed. */
  const maybe = <Name extends string>(field: Name, from: string = field): { [Key in Name]?: string } =>
    given(from) === '' ? {} : ({ [field]: values[from] } as { [Key in Name]?: string })
  const named = { name: name.trim(), use }
  switch (kind) {
    case 'postgres':
      return {
        ...named,
        kind,
        settings: {
          host: given('host'),
          port: Number(given('port')),
          database: given('database'),
          user: given('user'),
          schema: given('schema'),
          tls: given('tls') === 'yes',
        },
        credentials: maybe('password'),
      }
    case 'sqlite':
      return { ...named, kind, settings: { file: given('file') } }
    case 'files':
      return { ...named, kind, settings: { folder: given('folder') } }
    case 'http': {
      const by = (['link', 'url', 'cursor', 'number'] as const).find((known) => known === given('by'))
      const pages = by && {
        by,
        rows: given('rows'),
        ...(by === 'url' || by === 'cursor' ? maybe('at') : {}),
        ...(by === 'cursor' || by === 'number' ? maybe('parameter') : {}),
      }
      const credentials = {
        none: {},
        token: maybe('token'),
        basic: { ...maybe('user', 'httpUser'), ...maybe('password', 'httpPassword') },
        header: { ...maybe('header'), ...maybe('value') },
      }
      return {
        ...named,
        kind,
        settings: {
          url: given('url'),
          method: given('method') === 'PUT' ? 'PUT' : 'POST',
          ...(pages === undefined ? {} : { pages }),
        },
        credentials: Object.entries(credentials).find(([auth]) => auth === given('auth'))?.[1] ?? {},
      }
    }
    case 's3':
      return {
        ...named,
        kind,
        settings: {
          bucket: given('bucket'),
          prefix: given('prefix'),
          region: given('region'),
          ...maybe('endpoint'),
        },
        credentials: {
          accessKeyId: given('accessKeyId'),
          secretAccessKey: given('secretAccessKey'),
          ...maybe('sessionToken'),
        },
      }
  }
}

/** What somebody knows it by in a list. */
export function placeWords({ kind, settings }: Pick<Connector, 'kind' | 'settings'>): string {
  const said = (name: string) => (typeof settings[name] === 'string' ? settings[name] : '')
  switch (kind) {
    case 'postgres':
      return `${said('user')}@${said('host')}:${String(settings.port ?? 5432)}/${said('database')}`
    case 'sqlite':
      return said('file')
    case 'files':
      return said('folder') === '' ? 'the folder of the team' : said('folder')
    case 'http':
      return said('url')
    case 's3':
      return `s3://${said('bucket')}/${said('prefix')}`
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
