import { UnderstudyError } from '../errors.ts'

/** What a test asks for, as far as masks go. Left out, rows with masks are refused: a test would fail by them without a word of why. */
export interface Revealing {
  /**
   * true: without the masks that stand where fields are somebody's, for a key with rows.reveal, and noted in the team's
   * trail. false: with them.
   */
  readonly reveal?: boolean | undefined
}

export function refuseMasked(doing: string, { reveal }: Revealing, masked: readonly string[]): void {
  if (reveal !== undefined || masked.length === 0) return
  throw new UnderstudyError('TEST_DATA_FAILED', {
    operation: doing,
    message: `asked to ${doing}, the server masks ${masked.join(', ')}: what stands there is somebody's`,
    hint: 'Say reveal: true with a key that has the scope rows.reveal, or reveal: false to take the masks for values.',
    details: { masked: [...masked] },
  })
}
