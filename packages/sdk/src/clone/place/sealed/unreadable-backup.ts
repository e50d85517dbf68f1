import { UnderstudyError } from '../../../errors.ts'

export function unreadableBackup(file: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('BACKUP_UNKNOWN', {
    operation: 'open the backup',
    message: `The backup ${file} cannot be opened: ${why}`,
    hint: 'Give the key that it was sealed with, and the file as it was written.',
    details: { stands: 'the target is as it was' },
    ...(cause === undefined ? {} : { cause }),
  })
}
