import { UnderstudyError } from '../../errors.ts'

/** How later steps of a build get variables: a file of NAME=value, or what the CI system itself reads. */
export type EnvFormat = 'dotenv' | 'github' | 'gitlab' | 'azure'
export const envFormats: readonly EnvFormat[] = ['dotenv', 'github', 'gitlab', 'azure']

type Environment = Readonly<Record<string, string | undefined>>

/** The format of the CI system that this process runs in; dotenv where it is none that is known. */
export function detectedFormat(environment: Environment): EnvFormat {
  if (environment.GITHUB_ACTIONS === 'true') return 'github'
  if (environment.GITLAB_CI === 'true') return 'gitlab'
  return environment.TF_BUILD?.toLowerCase() === 'true' ? 'azure' : 'dotenv'
}

/** Where variables go when nobody says; undefined where they are printed, as Azure reads them. */
export function usualEnvFile(format: EnvFormat, environment: Environment): string | undefined {
  if (format === 'azure') return undefined
  if (format !== 'github') return 'understudy.env'
  if (environment.GITHUB_ENV) return environment.GITHUB_ENV
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'find the environment file',
    at: 'envFile',
    message: 'GITHUB_ENV is not set, so there is no file that later steps would read',
    hint: 'Give envFile, or another format.',
  })
}
