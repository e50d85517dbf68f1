import { isSwitchedOff } from './disabled-triggers.ts'
import { standingBreaches, trusted } from './standing-breaches.ts'
import type { Subject } from './subject.ts'
import type { Trial, Verdict } from './trial.ts'
import { tryCheck } from './try-check.ts'
import { tryDelete } from './try-delete.ts'
import { tryGenerated } from './try-generated.ts'
import { tryKey } from './try-key.ts'
import { tryNotNull } from './try-not-null.ts'
import { tryReference } from './try-reference.ts'

/** Puts one constraint to the test; what it did is undone when this returns. */
export async function testSubject(trial: Trial, subject: Subject): Promise<Verdict> {
  const standing = await standingBreaches(trial, subject)
  if (standing) return standing
  const verdict = await tried(trial, subject)
  if (verdict.verdict === 'holds') return { ...verdict, reason: trusted(subject) ?? verdict.reason }
  if (verdict.verdict !== 'does not hold' || subject.kind !== 'foreign key') return verdict
  if (!subject.key.enforced) return { ...verdict, reason: `${verdict.reason ?? ''}: it is NOT ENFORCED` }
  const off = await isSwitchedOff(trial.session, subject)
  return off ? { ...verdict, reason: `${verdict.reason ?? ''}: its triggers are disabled` } : verdict
}

async function tried(trial: Trial, subject: Subject): Promise<Verdict> {
  switch (subject.kind) {
    case 'not null':
      return await tryNotNull(trial, subject)
    case 'primary key':
    case 'unique':
    case 'exclusion':
      return await tryKey(trial, subject)
    case 'foreign key':
      return subject.side === 'insert' ? await tryReference(trial, subject) : await tryDelete(trial, subject)
    case 'check':
      return await tryCheck(trial, subject, subject.expression)
    case 'domain':
      return subject.expression === null
        ? await tryNotNull(trial, subject)
        : await tryCheck(trial, subject, subject.expression)
    case 'generated':
      return await tryGenerated(trial, subject)
  }
}
