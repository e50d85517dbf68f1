import type { Fact } from '../facts.ts'
import type { RenameCandidate } from './schema-diff.ts'

export function renameCandidates(_removed: readonly Fact[], _added: readonly Fact[]): RenameCandidate[] {
  return []
}
