import { counted } from '../../format/amounts.ts'
import { listIn, numberIn, type Parts, textIn } from '../../format/parts.ts'

interface Check {
  readonly name: string
  readonly outcome: string
  readonly message: string
}

/** What is wrong is told one by one, first; what is right is told by its kind: there may be thousands of it. */
export function verificationChecks(verification: Parts): Check[] {
  const wrong: Check[] = []
  const right = new Map<string, string[]>()
  for (const check of listIn(verification, 'checks')) {
    const kind = textIn(check, 'kind')
    const message = textIn(check, 'message')
    if (check.passed === true) {
      const known = right.get(kind)
      if (known) known.push(message)
      else right.set(kind, [message])
      continue
    }
    const place = [textIn(check, 'table'), textIn(check, 'column')].filter((part) => part !== '').join('.')
    const count = numberIn(check, 'count') ?? 0
    wrong.push({
      name: place === '' ? kind : `${kind}: ${place}`,
      outcome: 'failed',
      message: count > 1 ? `${message} (${count.toLocaleString('en-US')})` : message,
    })
  }
  return [
    ...wrong,
    ...[...right].map(([kind, messages]) => ({
      name: kind,
      outcome: 'passed',
      message: messages.length === 1 ? (messages[0] ?? '') : `${counted(messages.length, 'check')}, nothing wrong`,
    })),
  ]
}
