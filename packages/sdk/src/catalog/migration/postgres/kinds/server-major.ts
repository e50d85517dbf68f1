import type { Side } from '../kind-rules.ts'

/** The major version of the server, by which its syntax and its locks differ. */
export function serverMajor({ definition }: Side): number {
  return Number.parseInt(definition.serverVersion, 10)
}
