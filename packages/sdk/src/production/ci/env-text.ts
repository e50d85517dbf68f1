import { randomUUID } from 'node:crypto'
import { UnderstudyError } from '../../errors.ts'
import type { EnvFormat } from './env-format.ts'

export type EnvVariables = Readonly<Record<string, string>>

/** Names that any shell and CI system takes, and none that would change what programs do. */
const nameShape = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/
const powerful = /^(GITHUB_|RUNNER_|CI_|LD_|DYLD_|NODE_|NPM_|BASH_|PATH$|HOME$|SHELL$|IFS$|ENV$|PYTHON)/i

/** Variables as lines of a format; what a format cannot hold is refused, so that no value becomes anything but a value. */
export function envText(format: EnvFormat, variables: EnvVariables): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      if (!nameShape.test(name) || powerful.test(name)) throw refused(name, 'is no name for a variable of test data')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
      if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value)) throw refused(name, 'holds control characters')
      return `${writers[format](name, value)}\n`
    })
    .join('')
}

const writers: Readonly<Record<EnvFormat, (name: string, value: string) => string>> = {
  dotenv: (name, value) => `${name}=${quoted(name, value)}`,
  // GitLab knows no quotes: they would be part of the value.
  gitlab: (name, value) => {
    if (/^\S+$/.test(value)) return `${name}=${value}`
    throw refused(name, 'is empty or holds white space, which the variables of GitLab cannot')
  },
  github: (name, value) => {
    const end = `understudy_${randomUUID()}`
    return `${name}<<${end}\n${value}\n${end}`
  },
  azure: (name, value) => `##vso[task.setvariable variable=${name}]${azureEscaped(value)}`,
}

/** Quotes that dotenv, Node and shells read alike: between single quotes everything is meant as it stands. */
function quoted(name: string, value: string): string {
  if (/^[\w.:/@%+,-]+$/.test(value)) return value
  if (!/'|\\$/.test(value)) return `'${value}'`
  if (!/["\\$`\n!]/.test(value)) return `"${value}"`
  throw refused(name, 'holds quotes of both kinds, or what needs them, which files of this format cannot')
}

function azureEscaped(value: string): string {
  return value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function refused(name: string, what: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'write variables for later steps',
    at: nameShape.test(name) ? name : 'a variable',
    message: `${nameShape.test(name) ? name : JSON.stringify(name.slice(0, 100))} ${what}`,
    hint: 'Give the variable a plain name and value, or read the value in the later step from the application.',
  })
}
