import { UnderstudyError } from '@understudy/sdk/error'

export interface Partition {
  readonly number: number
  readonly of: number
}

/** `3/8`: the third of eight. */
export function parsePartition(text: string): Partition {
  const parts = /^(\d{1,9})\/(\d{1,9})$/.exec(text)
  const partition = { number: Number(parts?.[1]), of: Number(parts?.[2]) }
  if (parts && partition.number >= 1 && partition.number <= partition.of) return partition
  throw new UnderstudyError('PARTITION_INVALID', {
    operation: 'read --partition',
    at: `--partition ${text}`,
    message: `${JSON.stringify(text)} is no partition`,
  })
}
