import { codeOf } from './code-of.ts'
import { ServerError } from './server-error.ts'

const refused = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'])

/** What the system says of a folder that is to be written, as a person would. */
export function folderFailure(thrown: unknown, folder: string): unknown {
  const code = codeOf(thrown)
  if (code === 'ENOSPC') {
    return new ServerError('STORE_FULL', { message: `there is no room left in ${folder}`, cause: thrown })
  }
  if (code === undefined || !refused.has(code)) return thrown
  return new ServerError('STORE_UNWRITABLE', {
    message: `${folder} is no folder that this user may write in`,
    cause: thrown,
  })
}
