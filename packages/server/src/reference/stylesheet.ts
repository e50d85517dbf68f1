export const stylesheet = `
:root { color-scheme: light dark; --ink: #1c1d20; --soft: #62666d; --line: #e2e3e6; --paper: #fff; --tint: #f5f5f6; --accent: #3f4bb8 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e7e9; --soft: #9a9ea6; --line: #2c2e33; --paper: #131417; --tint: #1b1c20; --accent: #a3acff }
}
* { box-sizing: border-box }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: var(--paper); color: var(--ink);
  font: 15px/1.55 ui-sans-serif, system-ui, sans-serif; -webkit-font-smoothing: antialiased }
code, pre, nav b { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .87em }
a { color: var(--accent); text-decoration: none }
a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem; border-right: 1px solid var(--line); font-size: 13px }
nav ul { list-style: none; padding: 0 }
nav h2 { margin: 1.25rem 0 .35rem; font-size: 12px; color: var(--soft); text-transform: capitalize }
nav ul { margin: 0 }
nav li { margin: .3rem 0; overflow-wrap: anywhere }
nav b { display: inline-block; width: 4.2em; color: var(--soft); font-weight: 500 }
nav .name { margin: 0; font-weight: 600 }
main { padding: 1.5rem 3rem 6rem; max-width: 62rem }
h1 { font-size: 1.5rem; letter-spacing: -.015em; margin: 0 0 .5rem }
h2 { font-size: 1.05rem; margin: 0; font-weight: 600 }
h2 code { overflow-wrap: anywhere }
h2 b { color: var(--accent); font-size: .8em; letter-spacing: .03em }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1.5rem; scroll-margin-top: 1rem }
pre { background: var(--tint); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; overflow: auto }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin: .75rem 0 }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0; border-top: 1px solid var(--line); font-weight: 400 }
th { white-space: nowrap; min-width: 15rem }
td:nth-child(2) { color: var(--soft); white-space: nowrap; min-width: 7rem }
td:last-child { width: 100% }
i { color: var(--soft); font-style: normal; font-size: .87em }
summary { cursor: pointer; padding: .2rem 0 }
.answer { margin: 0; padding: .2rem 0; color: var(--soft) }
.need { color: var(--soft); font-size: 13px }
.scroll { overflow-x: auto }
@media (max-width: 760px) {
  body { display: block }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line) }
  main { padding: 1.5rem }
  th, td:nth-child(2) { min-width: 0 }
}
`
