import { UnderstudyError } from '../../errors.ts'

export function unknownBackup(id: string, target: string): UnderstudyError {
  return new UnderstudyError('BACKUP_UNKNOWN', {
    operation: 'find the backup',
    message: `There is no backup ${id} of ${target}`,
    details: { stands: 'nothing was changed' },
  })
}

export function needsKey(id: string): UnderstudyError {
  return new UnderstudyError('MASKING_KEY_MISSING', {
    operation: 'roll back',
    message: `The backup ${id} is encrypted, and no key was given`,
    details: { stands: 'nothing was changed' },
  })
}
