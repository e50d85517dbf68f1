import { defineKind, noOptions } from '../define-kind.ts'
import { textLength } from '../lists.ts'
import { proseWords } from './lorem.ts'
import { capitalized, oneSentence, proseMaker, someSentences, someWords } from './text-maker.ts'

export const markdown = defineKind({
  name: 'markdown',
  group: 'text',
  summary: 'Markdown with a heading, emphasis, a list and a link, as far as there is room',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const list = proseWords(context)
    return proseMaker(context, {
      frame: 2,
      compose(draws, room, number) {
        const heading = `# ${capitalized(someWords(draws, list, 2, 4, room))}${number}`
        const blocks = [heading]
        let left = room + 2 - textLength(heading) + number.length
        const add = (block: string) => {
          if (textLength(block) + 2 > left) return
          blocks.push(block)
          left -= textLength(block) + 2
        }
        add(
          `${someSentences(draws, list, 2, 160)} **${capitalized(someWords(draws, list, 1, 2, 30))}** ${someWords(draws, list, 2, 4, 60)}.`,
        )
        add(Array.from({ length: draws.between(2, 4) }, () => `- ${someWords(draws, list, 2, 4, 60)}`).join('\n'))
        add(`> ${oneSentence(draws, list, 4, 8, 100)}`)
        add(`[${someWords(draws, list, 1, 2, 40)}](https://example.com/)`)
        return blocks.join('\n\n')
      },
    })
  },
})

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => escapes[sign]!)
}

export const html = defineKind({
  name: 'html',
  group: 'text',
  summary: 'HTML with a paragraph, and a heading and a list where there is room',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const list = proseWords(context).filter((word) => escaped(word) === word)
    return proseMaker(context, {
      frame: '<p></p>'.length,
      compose(draws, room, number) {
        const first = `<p>${oneSentence(draws, list, 4, 12, room)}`.replace(/\.?$/, (stop) => `${number}${stop}</p>`)
        let left = room + '<p></p>'.length - textLength(first) + number.length
        const title = `<h2>${capitalized(someWords(draws, list, 2, 4, 60))}</h2>`
        const heading = textLength(title) <= left ? title : ''
        left -= textLength(heading)
        const items = Array.from({ length: draws.between(2, 4) }, () => `<li>${someWords(draws, list, 1, 3, 40)}</li>`)
        const bullets = `<ul>${items.join('')}</ul>`
        return heading + first + (textLength(bullets) <= left ? bullets : '')
      },
    })
  },
})
