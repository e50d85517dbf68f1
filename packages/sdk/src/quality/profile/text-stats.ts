import type { TextProfile } from './data-profile.ts'
import { shapeOfText } from './text-shape.ts'

const mostShapes = 24

/** Lengths, spaces and shapes of texts that come one by one. */
export class TextStats {
  private n = 0
  private minLength = Number.POSITIVE_INFINITY
  private maxLength = 0
  private empty = 0
  private padded = 0
  /** Letters beyond ASCII are in none of the classes that a regular expression of a shape has. */
  private ascii = true
  private shapes: Map<string, number> | undefined = new Map()

  add(text: string): void {
    this.n++
    const length = lengthOf(text)
    if (length < this.minLength) this.minLength = length
    if (length > this.maxLength) this.maxLength = length
    if (length === 0) this.empty++
    else if (isSpace(text.charCodeAt(0)) || isSpace(text.charCodeAt(text.length - 1))) this.padded++
    if (this.shapes !== undefined) this.addShape(this.shapes, text)
  }

  end(formats: TextProfile['formats']): TextProfile | undefined {
    if (this.n === 0) return undefined
    const { n, minLength, maxLength, empty, padded } = this
    const shapes =
      this.shapes && this.ascii
        ? [...this.shapes].map(([shape, count]) => ({ shape, count })).sort((a, b) => b.count - a.count)
        : undefined
    return { n, minLength, maxLength, empty, padded, shapes, formats }
  }

  private addShape(shapes: Map<string, number>, text: string): void {
    const shape = shapeOfText(text)
    if (shape === undefined || (!shapes.has(shape) && shapes.size >= mostShapes)) {
      this.shapes = undefined
      return
    }
    if (!isAscii(text)) this.ascii = false
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
}

/** In characters, as databases count them: a pair of surrogates is one. */
function lengthOf(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit < 0xdc00 && text.charCodeAt(at + 1) >= 0xdc00 && text.charCodeAt(at + 1) < 0xe000) {
      length--
      at++
    }
  }
  return length
}

const isSpace = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13) || unit === 160

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}
