import { text } from 'node:stream/consumers'
import { type EnvironmentType, openAudit, openEnvironments } from '@understudy/sdk/clone'
import type { Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { environmentLines } from './environment-lines.ts'

export interface AddFlags {
  readonly type: string
  readonly url?: string
  readonly urlEnv?: string
  readonly secretEnv?: readonly string[]
  readonly readOnly?: boolean
  readonly json?: boolean
}

const types = ['production', 'test', 'training', 'development'] as const satisfies readonly EnvironmentType[]

export async function addEnvironment(name: string, flags: AddFlags): Promise<Outcome> {
  const type = types.find((one) => one === flags.type.toLowerCase())
  if (type === undefined)
    throw usage(`${JSON.stringify(flags.type)} is no type of environment`, `Give --type ${types.join('|')}.`)
  const databaseUrl = await urlOf(flags)
  const secrets = Object.fromEntries((flags.secretEnv ?? []).map(secretOf))
  const environments = openEnvironments()
  const environment = await environments.add({ name, type, databaseUrl, secrets, isReadOnly: flags.readOnly ?? false })
  await openAudit().record({ event: 'environment added', place: environment.name, outcome: 'done', details: { type } })
  return {
    document: { command: 'env add', file: environments.file, environment },
    lines: environmentLines([environment], undefined),
  }
}

async function urlOf({ url, urlEnv }: AddFlags): Promise<string> {
  if (url !== undefined && urlEnv !== undefined)
    throw usage('--url and --url-env both say where the database is', 'Give one of the two.')
  if (urlEnv !== undefined) return variable(urlEnv)
  if (url === undefined)
    throw usage(
      'nobody said where the database is',
      'Give --url URL, --url-env VARIABLE, or --url - to read it from standard input.',
    )
  if (url !== '-') return url
  const given = (await text(process.stdin)).trim()
  if (given === '') throw usage('standard input holds no URL', 'Write the URL to it, on one line.')
  return given
}

function secretOf(flag: string): [string, string] {
  const [, name, from] = /^([^=]+)=(.+)$/.exec(flag) ?? []
  if (name === undefined || from === undefined)
    throw usage(
      'a --secret-env is not of the form name=VARIABLE',
      'Give the name of the secret and the variable that holds it, such as apiKey=LIVE_API_KEY.',
    )
  return [name, variable(from)]
}

function variable(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw usage(`the variable ${name} is not set`, 'Set it, and export it, before the command.')
}
