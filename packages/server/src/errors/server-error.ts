/** What can be wrong with the server itself: with its store, its keys, its blobs. A code is never renamed or reused. */
export const serverErrors = {
  NODE_TOO_OLD: 'Run the server on Node 22.18 or newer.',
  STORE_NEWER:
    'Start the version of Understudy that wrote it, or a newer one, or restore a backup that was made before.',
  STORE_FOREIGN: 'Name another folder or database: what is there was not made by Understudy.',
  STORE_MISSING: 'Name the folder of the server’s store, or start a server on it once.',
  STORE_UNREACHABLE: 'Look whether the database runs and takes connections; the server goes on by itself when it does.',
  STORE_BUSY: 'Another process holds it for long: look for a second server, or a backup, of the same folder.',
  STORE_UNWRITABLE: 'Name a folder that the user of the server may write in, or let that user write there.',
  STORE_FULL: 'Make room on the disk that holds the store.',
  STORE_DAMAGED: 'Stop the server and restore the last backup.',
  STORE_ROLE: 'Let someone who may create roles run what is named here, once.',
  STORE_MISUSED: 'This is a fault of the server: report it with what you did.',
  ISOLATION_BROKEN:
    'The server does not serve like this. Look at what is named: somebody changed roles, grants or policies.',
  ISOLATION_BREACH:
    'What was done was refused by the store, and is not done. This is a fault of the server, or an attack: look at the request that is named.',
  KEY_MISSING:
    'Set UNDERSTUDY_KEY, or UNDERSTUDY_KEY_FILE to a file that holds it: 32 bytes in base64, as `openssl rand -base64 32` prints, or a passphrase of 16 characters or more.',
  KEY_INVALID:
    'Give 32 bytes in base64, or a passphrase of 16 characters or more; several keys stand on lines of their own.',
  KEY_WRONG: 'Give the key that the store was made with, after the one that wraps from now on.',
  SEAL_BROKEN: 'What was sealed was changed, moved, or is of an erased team. Restore a backup if it must be there.',
  BLOB_MISSING: 'Restore a backup: a blob that the store refers to is not there.',
  BACKUP_INVALID: 'Give a folder that `understudy admin backup` has written, whole.',
  BACKUP_TARGET: 'Give an empty folder, or a store with nothing in it.',
} as const

export type ServerErrorCode = keyof typeof serverErrors

interface ServerErrorDetails {
  /** Never a value of the data, and no secret. */
  readonly message: string
  readonly hint?: string
  readonly cause?: unknown
}

/** A failure of the server that no request can mend: whoever runs it reads this. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: ServerErrorCode
  readonly hint: string

  constructor(code: ServerErrorCode, { message, hint, cause }: ServerErrorDetails) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint ?? serverErrors[code]
  }
}
