import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import { environmentStatuses, environmentTypes } from './environment.ts'

/** Not to be taken for a URL or a file. */
export const environmentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/)
  .describe('Letters, digits, - and _; unique, whatever the case of its letters.')

const environment = z.strictObject({
  id: z.uuid(),
  name: environmentName,
  type: z.enum(environmentTypes),
  databaseUrl: z.string().describe('The URL without its password, for people. The one that is used is sealed.'),
  status: z.enum(environmentStatuses),
  clone: z
    .strictObject({
      id: z.string(),
      before: z.enum(environmentStatuses).describe('The status before it began.'),
      process: z.strictObject({ pid: z.number().int(), machine: z.string(), mark: z.string().optional() }),
    })
    .optional()
    .describe('The clone that is at work on it, or that did not end well, and its process.'),
  isReadOnly: z.boolean().describe('Always true of production.'),
  createdAt: z.iso.datetime(),
  lastUpdated: z.iso.datetime(),
  sealed: z
    .string()
    .describe(
      'The URL and all secrets, encrypted; only for this id, name and type: a line that was changed by hand is refused.',
    ),
})

export const environmentsFile = z
  .strictObject({
    $schema: z.string().optional(),
    kind: z.literal('understudy.environments'),
    version: z.literal(1),
    key: z
      .strictObject({
        from: z
          .enum(['file', 'UNDERSTUDY_KEY'])
          .describe('Where the key is: environments.key beside this file, or the environment.'),
        id: z.string().describe('Tells keys apart, and says nothing of them.'),
      })
      .describe('The key of what is sealed.'),
    active: environmentName.optional().describe('Used where a command is given neither a URL nor an environment.'),
    environments: z.array(environment),
  })
  .describe('understudy.environments: the databases that a user of this machine works with. Written by understudy env.')

export type EnvironmentsFile = z.infer<typeof environmentsFile>
export type EnvironmentEntry = EnvironmentsFile['environments'][number]

/** Checks the text of the file; what a newer version wrote is left alone. */
export function parseEnvironmentsFile(text: string, at: string): EnvironmentsFile {
  const input = parsedJson(text, at)
  const version = typeof input === 'object' && input !== null && 'version' in input ? input.version : undefined
  if (typeof version === 'number' && version > 1)
    throw unreadable(at, `it was written by a newer version of Understudy (${version})`)
  const parsed = environmentsFile.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw unreadable(at, `${issue?.path.join('.')}: ${issue?.message}`)
  }
  const names = parsed.data.environments.map(({ name }) => name.toLowerCase())
  if (new Set(names).size < names.length) throw unreadable(at, 'two environments have one name')
  return parsed.data
}

function parsedJson(text: string, at: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(at, 'it is no JSON')
  }
}

export function unreadable(at: string, why: string): UnderstudyError {
  return new UnderstudyError('REGISTRY_UNREADABLE', {
    operation: 'read the environments',
    at,
    message: `${at} cannot be read: ${why}`,
  })
}
