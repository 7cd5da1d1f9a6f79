// The style of the form page: light and dark, wide and narrow.
export const formStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f8; --card: #fff; --text: #16202a; --quiet: #5a6672; --line: #d5dbe0; --field: #fff;
  --accent: #0d7a6f; --on-accent: #fff; --bar: #b9dcd7; --bar-rest: #dfe4e8; --problem: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12181d; --card: #1a2229; --text: #e6ebef; --quiet: #9aa7b2; --line: #34404a; --field: #131a20;
    --accent: #4fc3b4; --on-accent: #06201d; --bar: #1f5b54; --bar-rest: #2c3740; --problem: #ff8a80;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 3rem; max-width: 76rem;
  background: var(--ground); color: var(--text); font: 1rem/1.45 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
header p { margin: .25rem 0 0; color: var(--quiet); overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .5rem; }
a { color: var(--accent); }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(18rem, 24rem); gap: 1.25rem; margin-top: 1.25rem; align-items: start; }
#inputs, .results, .snippet { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; }
.answer { position: sticky; top: 1rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; max-height: calc(100vh - 2rem); overflow: auto; border-radius: .75rem; }
.actions { display: flex; gap: .5rem; align-items: center; margin-bottom: 1rem; }
.actions h2 { flex: 1; margin: 0; font-size: .9375rem; font-weight: 500; color: var(--quiet); }
#find { flex: 1; min-width: 0; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem 1.25rem; }
.field { position: relative; min-width: 0; margin: 0; padding: 0; border: 0; display: flex; flex-wrap: wrap; align-content: start; align-items: baseline; gap: .25rem .5rem; }
.field > label, legend { font-weight: 600; padding: 0; overflow-wrap: anywhere; min-width: 0; }
legend { float: left; max-width: 100%; }
.hint { margin-left: auto; color: var(--quiet); font-size: .8125rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
input, select, button { font: inherit; color: inherit; }
.field > input:not([type=range]), select, #find {
  width: 100%; height: 2.5rem; padding: 0 .75rem; background: var(--field); border: 1px solid var(--line); border-radius: .5rem;
}
#find { width: auto; height: 2.25rem; }
::placeholder { color: var(--quiet); opacity: 1; font-style: italic; }
input[type=range] { width: 100%; height: 1.25rem; margin: 0; accent-color: var(--accent); }
.segments { display: flex; flex: 0 0 100%; border: 1px solid var(--line); border-radius: .5rem; background: var(--field); }
.segments input { position: absolute; opacity: 0; }
.segments label {
  flex: 1 1 auto; padding: .5rem; text-align: center; color: var(--quiet); cursor: pointer; border-radius: .4375rem;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}
.segments input:checked + label { background: var(--accent); color: var(--on-accent); font-weight: 600; }
.problem { flex: 0 0 100%; margin: 0; color: var(--problem); font-size: .875rem; }
.problem.quiet { color: var(--quiet); }
.problem:empty { display: none; }
button {
  height: 2.25rem; padding: 0 .875rem; background: transparent; border: 1px solid var(--line); border-radius: .5rem; cursor: pointer;
}
button:hover { border-color: var(--accent); color: var(--accent); }
:focus-visible, .segments input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
#status { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
#status.problem { font-size: 1rem; margin-bottom: 1rem; }
#status.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.results.stale #outputs { opacity: .55; }
.output + .output { margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.output h2 { margin: 0; font-size: .9375rem; font-weight: 500; color: var(--quiet); overflow-wrap: anywhere; }
.predicted { margin: .125rem 0 0; font-size: 2rem; line-height: 1.2; font-weight: 650; overflow-wrap: anywhere; }
.predicted small { font-size: 1rem; font-weight: 400; color: var(--quiet); white-space: nowrap; }
ol { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .375rem; }
li { position: relative; display: flex; gap: .75rem; padding: .3125rem .625rem; border-radius: .375rem; background: var(--ground); overflow: hidden; }
li::before { content: ""; position: absolute; inset: 0 auto 0 0; width: var(--share, 0%); background: var(--bar-rest); transition: width .2s; }
li.chosen { font-weight: 600; }
li.chosen::before { background: var(--bar); }
li > * { position: relative; }
li span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
data { font-variant-numeric: tabular-nums; }
.rest { margin: .5rem 0 0; color: var(--quiet); font-size: .875rem; }
summary { cursor: pointer; font-weight: 600; }
pre { margin: .75rem 0; padding: .75rem; max-height: 18rem; overflow: auto; background: var(--ground); border-radius: .5rem; font: .8125rem/1.5 ui-monospace, monospace; }
noscript { display: block; margin-top: 1rem; color: var(--problem); }
@media (max-width: 46rem) {
  body { padding-top: 1rem; }
  main { grid-template-columns: minmax(0, 1fr); gap: .75rem; }
  .answer { display: contents; }
  .results { order: -1; position: sticky; top: .5rem; z-index: 1; max-height: 42vh; overflow: auto; padding: .75rem 1rem; box-shadow: 0 .25rem 1rem #0003; }
  .results ol { margin-top: .375rem; gap: .25rem; }
  .results li { padding-block: .125rem; }
  .results li:nth-child(n + 4), .rest { display: none; }
  .output + .output { margin-top: .625rem; padding-top: .625rem; }
  .predicted { font-size: 1.375rem; }
  .fields { grid-template-columns: minmax(0, 1fr); }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`
