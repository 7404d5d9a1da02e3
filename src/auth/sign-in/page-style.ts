/** How every page of the sign-in looks, light and dark: a card whose tone is `good`, `bad` or `wait`. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b2330; --paper: #f5f7fa; --card: #fff; --good: #146c43; --bad: #a4262c; --wait: #7a4b00 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --paper: #12161d; --card: #1c222c; --good: #6fd3a0; --bad: #ff9b9b; --wait: #f3c26b } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: min(34rem, 100%); background: var(--card); padding: 2rem 2.25rem; border-radius: 0.75rem; border-top: 0.375rem solid var(--tone); box-shadow: 0 0.25rem 1.5rem #0002 }
.good { --tone: var(--good) } .bad { --tone: var(--bad) } .wait { --tone: var(--wait) }
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; color: var(--tone) }
p { margin: 0.75rem 0 0; overflow-wrap: anywhere }
code { font: 0.9375em ui-monospace, Menlo, Consolas, monospace; padding: 0.1em 0.35em; border-radius: 0.25rem; background: var(--paper) }
small { display: block; margin-top: 1.5rem; opacity: 0.85 }
`.trim()
