import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, type Range } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tokensOf } from '../format/json-tokens.ts'

export interface CodeOptions {
  readonly label: string
  readonly text: string
  readonly language: 'json' | 'plain'
  readonly readonly: boolean
  readonly complete?: CompletionSource | undefined
  /** What the word at an offset means. */
  readonly explain?: ((text: string, offset: number) => Explained | undefined) | undefined
  readonly changed: (text: string) => void
  readonly submitted: () => void
}

export interface Explained {
  readonly from: number
  readonly to: number
  readonly said: string
}

export interface CodeEditor {
  readonly view: EditorView
  setText(text: string): void
  setReadonly(readonly: boolean): void
  setProblems(problems: readonly Diagnostic[]): void
  reveal(from: number, to: number): void
  destroy(): void
}

const looks = {
  name: Decoration.mark({ class: 'cm-name' }),
  text: Decoration.mark({ class: 'cm-text' }),
  number: Decoration.mark({ class: 'cm-number' }),
  plain: undefined,
}

/** Colours of the lines that are in view; no token of JSON spans two. */
const coloured = ViewPlugin.define(
  (view) => ({
    marks: marksOf(view),
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.marks = marksOf(update.view)
    },
  }),
  { decorations: (plugin: { marks: DecorationSet }) => plugin.marks },
)

/**
 * Where something is typed over a selection, a browser left to itself would give the new text the look of the old one by a
 * style attribute, which a content security policy forbids: it is put in here instead, past nobody who has a say in it.
 * What it goes over is asked of the event: of a selection that was made this very moment the editor has not heard yet.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { data: text } = event
  if (event.inputType !== 'insertText' || text === null || event.isComposing) return false
  if (view.state.selection.ranges.length > 1) return false
  const { from, to } = overwritten(event, view)
  if (from === to) return false
  event.preventDefault()
  const insert = view.state.toText(text)
  const put = () =>
    view.state.update({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      userEvent: 'input.type',
      scrollIntoView: true,
    })
  const taken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, put))
  if (!taken) view.dispatch(put())
  return true
}

function overwritten(event: InputEvent, view: EditorView): { readonly from: number; readonly to: number } {
  const [range] = event.getTargetRanges()
  if (range === undefined) return view.state.selection.main
  const [from, to] = [
    view.posAtDOM(range.startContainer, range.startOffset),
    view.posAtDOM(range.endContainer, range.endOffset),
  ]
  return { from: Math.min(from, to), to: Math.max(from, to) }
}

/** Shown where the pointer rests. */
function meaning(explain: NonNullable<CodeOptions['explain']>) {
  return hoverTooltip((view, at) => {
    const found = explain(view.state.doc.toString(), at)
    if (!found) return null
    const create = () => {
      const dom = document.createElement('div')
      dom.className = 'cm-meaning'
      dom.textContent = found.said
      return { dom }
    }
    return { pos: found.from, end: found.to, above: true, create }
  })
}

function marksOf(view: EditorView): DecorationSet {
  const marks: Range<Decoration>[] = []
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at)
      let start = line.from
      for (const { text, look } of tokensOf(line.text)) {
        const mark = looks[look]
        if (mark && text !== '') marks.push(mark.range(start, start + text.length))
        start += text.length
      }
      at = line.to + 1
    }
  }
  return Decoration.set(marks)
}

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', color: 'var(--ink)', backgroundColor: 'var(--paper)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, ui-monospace, monospace)', lineHeight: '1.45rem', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 25%, transparent)',
  },
  '.cm-name': { color: 'var(--accent)' },
  '.cm-text': { color: 'var(--text-value)' },
  '.cm-number': { color: 'var(--number-value)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--wash)', outline: '1px solid var(--strong-line)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--wash)', color: 'var(--ink)' },
  '.cm-tooltip.cm-completionInfo, .cm-meaning': {
    padding: '6px 10px',
    maxWidth: '22rem',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-tooltip-autocomplete > ul': { maxHeight: '16rem' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--raised)',
    color: 'var(--accent)',
    border: '1px solid var(--strong-line)',
    borderRadius: '6px',
    padding: '2px 8px',
  },
  '.cm-completionDetail': { color: 'var(--faint)', fontStyle: 'normal' },
  '.cm-diagnostic': { padding: '6px 10px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--danger-mark)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--danger-mark)',
    textUnderlineOffset: '3px',
  },
})

/**
 * In a shadow root: there its styles are sheets that a content security policy lets in, as it would not the style
 * elements that it makes elsewhere.
 */
export function openCodeEditor(host: HTMLElement, options: CodeOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const lock = new Compartment()
  const fault = new Compartment()
  const faulty = (is: boolean) => EditorView.contentAttributes.of({ 'aria-invalid': String(is) })
  const locked = (readonly: boolean) => [EditorState.readOnly.of(readonly), EditorView.editable.of(!readonly)]
  let given = options.text
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        lintGutter(),
        theme,
        options.language === 'json' ? [json(), coloured] : [],
        autocompletion(options.complete ? { override: [options.complete], icons: false } : {}),
        options.explain ? meaning(options.explain) : [],
        lock.of(locked(options.readonly)),
        fault.of(faulty(false)),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          'aria-multiline': 'true',
          role: 'textbox',
          tabindex: '0',
        }),
        keymap.of([
          {
            key: 'Mod-Enter',
            run: () => {
              options.submitted()
              return true
            },
          },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
        ]),
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return
          given = update.state.doc.toString()
          options.changed(given)
        }),
      ],
    }),
  })
  return {
    view,
    setText(text) {
      if (text === given) return
      const changes = changeOf(given, text)
      given = text
      view.dispatch({ changes })
    },
    setReadonly(readonly) {
      view.dispatch({ effects: lock.reconfigure(locked(readonly)) })
    },
    setProblems(problems) {
      const { length } = view.state.doc
      const inside = problems.map((one) => ({ ...one, from: Math.min(one.from, length), to: Math.min(one.to, length) }))
      view.dispatch(setDiagnostics(view.state, inside), { effects: fault.reconfigure(faulty(inside.length > 0)) })
    },
    reveal(from, to) {
      view.focus()
      view.dispatch({
        selection: { anchor: from, head: to },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      })
    },
    destroy: () => view.destroy(),
  }
}

/** What is between the beginning and the end that two texts share: the cursor and what is folded stay where they are. */
function changeOf(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from++
  let end = 0
  while (end < most - from && before.at(-1 - end) === after.at(-1 - end)) end++
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}
