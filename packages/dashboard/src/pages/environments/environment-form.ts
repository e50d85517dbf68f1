import type { Answer, Asked } from '../../api.ts'
import { parsedObject } from '../../format/json-object.ts'

type Sent = Asked<'post', '/environments'>['json']
type Known = Answer<'get', '/environments/:environment'>

/** What somebody types about an environment: of one that is there, what is left empty stays. */
export interface EnvironmentForm {
  name: string
  type: Sent['type']
  databaseUrl: string
  /** A line for each: name=value. */
  secrets: string
  tags: string
  isReadOnly: boolean
  isOff: boolean
  key: 'stays' | 'server' | 'generate' | 'own'
  ownKey: string
  watch: string
  suites: string
}

export function emptyForm(known?: Known): EnvironmentForm {
  return {
    name: known?.name ?? '',
    type: known?.type ?? 'test',
    databaseUrl: '',
    secrets: '',
    tags: known?.tags.join(', ') ?? '',
    isReadOnly: known?.isReadOnly ?? false,
    isOff: known?.status === 'inactive',
    key: known ? 'stays' : 'server',
    ownKey: '',
    watch: known?.watchSeconds?.toString() ?? '',
    suites: '',
  }
}

type Problems = Partial<Record<keyof EnvironmentForm, string>>

/** What is wrong with it as far as this page can tell; the rest is for the server to judge. */
export function problemsOf(form: EnvironmentForm, isNew: boolean): Problems {
  const problems: Problems = {}
  if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(form.name))
    problems.name = 'Letters, digits, - and _, 63 at most, and a letter or digit first.'
  if (isNew && form.databaseUrl.trim() === '') problems.databaseUrl = 'Say where its database is.'
  if (form.databaseUrl.trim() !== '' && !/^(postgres(ql)?:\/\/|sqlite:)./.test(form.databaseUrl.trim()))
    problems.databaseUrl = 'It begins with postgres:// or sqlite:'
  const broken = linesOf(form.secrets).find((line) => !/^[A-Za-z0-9][\w.-]*=./.test(line))
  if (broken !== undefined) problems.secrets = 'Each line is name=value.'
  if (form.watch !== '' && !(/^\d+$/.test(form.watch) && Number(form.watch) >= 10 && Number(form.watch) <= 86_400))
    problems.watch = 'From 10 to 86,400 seconds, or nothing.'
  if (form.key === 'own' && form.ownKey === '') problems.ownKey = 'Type the key, or choose another way.'
  if (form.suites.trim() !== '' && parsedObject(form.suites) === undefined) problems.suites = 'This is no JSON object.'
  return problems
}

/** Of a form without problems: what is the same for a new one and one that is changed. */
export function sentOf(form: EnvironmentForm): Omit<Sent, 'databaseUrl'> & { databaseUrl?: string } {
  const url = form.databaseUrl.trim()
  const lines = linesOf(form.secrets)
  return {
    name: form.name,
    type: form.type,
    ...(url === '' ? {} : { databaseUrl: url }),
    ...(lines.length === 0 ? {} : { secrets: Object.fromEntries(lines.map(pairOf)) }),
    tags: form.tags
      .split(/[\s,]+/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    isReadOnly: form.type === 'production' || form.isReadOnly,
    status: form.isOff ? 'inactive' : 'active',
    ...(form.key === 'stays' ? {} : { maskingKey: keyOf(form) }),
    watchSeconds: form.watch === '' ? null : Number(form.watch),
    ...(form.suites.trim() === '' ? {} : { suites: parsedObject(form.suites) ?? null }),
  }
}

function keyOf({ key, ownKey }: EnvironmentForm): string | null {
  if (key === 'own') return ownKey
  return key === 'generate' ? 'generate' : null
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function pairOf(line: string): readonly [string, string] {
  const at = line.indexOf('=')
  return [line.slice(0, at), line.slice(at + 1)]
}
