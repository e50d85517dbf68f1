import { UnderstudyError } from '../../errors.ts'

export function unknownBackup(id: string, target: string): UnderstudyError {
  return new UnderstudyError('BACKUP_UNKNOWN', {
    operation: 'find the backup',
    message: `There is no backup ${id} of ${target}`,
    details: { stands: 'nothing was changed' },
  })
}
