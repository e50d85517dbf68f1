import { UnderstudyError } from '../errors.ts'

/** Where the data of a team is, and the key that opens it. */
export interface TeamServer {
  /** Without a slash at its end, and without a name or a password in it. */
  readonly url: string
  /** Its short name or its id. */
  readonly team: string
  /** An API key of the team: ptd_… */
  readonly key: string
}

/** A server as a configuration names it, or as far as it does. */
export type TeamServerSettings = { readonly [Name in keyof TeamServer]?: string | undefined }

const variables = {
  url: 'UNDERSTUDY_SERVER_URL',
  team: 'UNDERSTUDY_SERVER_TEAM',
  key: 'UNDERSTUDY_API_KEY',
} as const satisfies Record<keyof TeamServer, string>

/** What the environment says of a server; what is empty there is not said. */
export function teamServerSettings(environment: Readonly<Record<string, string | undefined>>): TeamServerSettings {
  return {
    url: environment[variables.url] || undefined,
    team: environment[variables.team] || undefined,
    key: environment[variables.key] || undefined,
  }
}

/** The settings as a server that can be asked, or all that is missing at once. */
export function teamServerOf({ url, team, key }: TeamServerSettings): TeamServer {
  if (url && team && key) return { url: withoutSlash(url), team, key }
  const problems = Object.entries({ url, team, key }).flatMap(([name, value]) =>
    value ? [] : [{ path: `server.${name}`, message: `is missing: give it, or set ${variables[nameOf(name)]}` }],
  )
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'find the server of the team',
    at: problems[0]?.path ?? 'server',
    message: problems.map(({ path, message }) => `${path} ${message}`).join('; '),
    hint: 'Test data of a server needs its URL, the short name of a team and an API key of that team.',
    details: { problems },
  })
}

/** An address of HTTP that holds no secret: it is named in messages. */
export function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

/** Object.entries knows no key types. */
function nameOf(name: string): keyof TeamServer {
  return name as keyof TeamServer
}
