import type { Tone } from '../../ui/looks.ts'

/** How a version stands, as a colour. */
export function toneOf(status: 'hidden' | 'ready' | 'refused' | 'archived' | 'erased'): Tone {
  return ({ hidden: 'calm', ready: 'good', refused: 'bad', archived: 'plain', erased: 'plain' } as const)[status]
}

/** Where a version comes from, in words. What is not known yet is said by its name. */
export function whence({ kind, format, refreshes }: Readonly<Record<string, unknown>>): string {
  switch (kind) {
    case 'generate':
      return typeof refreshes === 'number' ? `Made again by what version ${refreshes} was made by` : 'Generated'
    case 'upload':
      return typeof format === 'string' ? `Uploaded as ${format}` : 'Uploaded'
    case 'distribution':
      return 'Given by another team'
    case 'import':
      return 'Taken in by a connector'
    default:
      return typeof kind === 'string' ? kind : 'Its origin is gone'
  }
}
