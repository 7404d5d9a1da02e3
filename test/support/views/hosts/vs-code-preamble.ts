/**
 * What VS Code puts in front of a view: its style sheet in a layer of its own, a `window.parent` that is
 * not the real one, and listeners that are told of that one as the source. Written from what it does.
 */
export const vsCodePreamble = `<style>
:root { --vscode-editor-background: #1f1f1f; --vscode-foreground: #cccccc; --vscode-widget-border: #313131; --vscode-font-family: system-ui, sans-serif; }
:root.light-host { --vscode-editor-background: #ffffff; --vscode-foreground: #3b3b3b; --vscode-widget-border: #e5e5e5; }
@layer vscode-default {
  body { margin: 0; padding: 0 20px; background-color: transparent; color: var(--vscode-foreground); font-family: var(--vscode-font-family); }
  input:focus { outline: 1px solid red; outline-offset: -1px; }
}
</style><script>{
  const real = window.parent
  const seen = new Proxy(real, {
    get: (target, name) => name === 'postMessage' ? (message) => target.postMessage(message, '*') : target[name],
  })
  const listen = window.addEventListener.bind(window)
  window.addEventListener = (type, listener, options) => {
    if (type !== 'message') return listen(type, listener, options)
    return listen(type, (event) => {
      const told = (name) => name === 'source' && event.source === real ? seen : event[name]
      listener(new Proxy(event, { get: (_target, name) => told(name) }))
    }, options)
  }
  window.parent = seen
  listen('message', ({ data }) => {
    const theme = data?.result?.hostContext?.theme ?? data?.params?.theme
    if (theme) document.documentElement.classList.toggle('light-host', theme === 'light')
  })
}</script>`
