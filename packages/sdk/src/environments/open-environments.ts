import { join } from 'node:path'
import { stateFolder } from '../safety/state-folder.ts'
import { Environments } from './environments.ts'

export interface EnvironmentsOptions {
  /** Of the file and its key; the folder of this user where it is left out. */
  readonly folder?: string | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
}

/** The environments of this user; there is no file before the first one is added. */
export function openEnvironments({ folder, env = process.env }: EnvironmentsOptions = {}): Environments {
  return new Environments(join(folder ?? stateFolder(env), 'environments.json'), env)
}
