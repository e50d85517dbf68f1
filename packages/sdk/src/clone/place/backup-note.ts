import { z } from 'zod'

/** The facts of a backup, as they stand beside it: in the comment of its database, or in a file. */
export type BackupNote = z.infer<typeof noteShape>

const noteShape = z.object({
  understudy: z.literal('backup'),
  id: z.string(),
  cloneId: z.string().nullable(),
  target: z.string(),
  takenAt: z.string(),
  keepUntil: z.string(),
  /** What the comment of the old target was. */
  comment: z.string().nullable(),
})

export function noteText(note: Omit<BackupNote, 'understudy'>): string {
  return JSON.stringify({ understudy: 'backup', ...note } satisfies BackupNote)
}

/** Null of what is no such note: somebody else's comment, or a note that was cut. */
export function parseNote(text: string | null): BackupNote | null {
  if (text === null) return null
  try {
    return noteShape.safeParse(JSON.parse(text)).data ?? null
  } catch {
    // Not JSON.
    return null
  }
}
