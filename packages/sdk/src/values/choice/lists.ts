import { z } from 'zod'
import { defineKind, indexDistributions, noOptions } from '../define-kind.ts'
import type { Kind, KindContext } from '../kind.ts'
import { closedListMaker, openListMaker } from '../list-maker.ts'
import { localeNames } from '../locale.ts'

function closed(name: string, summary: string, listOf: (context: KindContext) => readonly string[]): Kind {
  return defineKind({
    name,
    group: 'choice',
    summary,
    type: 'text',
    options: noOptions,
    distributions: indexDistributions,
    maker: (_, context) => closedListMaker(context, listOf(context)),
  })
}

const statuses = ['active', 'pending', 'inactive', 'archived', 'suspended']
const priorities = ['low', 'medium', 'high', 'urgent']
const orderStatuses = ['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'returned']
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'sv',
  'da',
  'nb',
  'fi',
  'pl',
  'cs',
  'sk',
  'hu',
  'ro',
  'el',
  'tr',
  'ru',
  'uk',
  'ar',
  'he',
  'fa',
  'hi',
  'bn',
  'ta',
  'ur',
  'zh',
  'ja',
  'ko',
  'th',
  'vi',
  'id',
  'sw',
  'af',
  'hr',
  'sl',
  'sr',
  'lv',
  'lt',
  'et',
]
const emojis = [
  '😀',
  '😂',
  '😊',
  '😍',
  '😎',
  '🤔',
  '😴',
  '😭',
  '🥳',
  '👍',
  '👎',
  '👏',
  '🙏',
  '💪',
  '❤️',
  '🔥',
  '⭐',
  '🎉',
  '🚀',
  '✅',
  '❌',
  '💡',
  '🐶',
  '🐱',
  '🦊',
  '🐻',
  '🐼',
  '🦁',
  '🐸',
  '🐵',
  '🌸',
  '🌳',
  '🍀',
  '🍎',
  '🍕',
  '🍔',
  '☕',
  '🍺',
  '⚽',
  '🏀',
  '🎸',
  '🎁',
  '📦',
  '📱',
  '💻',
]

export const status = closed(
  'status',
  'What state a thing is in; the usual one first, for a zipf distribution',
  () => statuses,
)
export const orderStatus = closed('order-status', 'What state an order is in', () => orderStatuses)
export const priority = closed('priority', 'How urgent a thing is', () => priorities)
export const language = closed('language', 'ISO 639 code of a language', () => languages)
export const localeCode = closed('locale', 'Code of a locale: de_AT', () => localeNames())
export const emoji = closed('emoji', 'One emoji', () => emojis)

export const color = defineKind({
  name: 'color',
  group: 'choice',
  summary: 'Name of a colour, in the language of the locale',
  type: 'text',
  options: z.strictObject({}),
  distributions: indexDistributions,
  maker: (_, context) => openListMaker(context, context.locale.words.colors),
})
