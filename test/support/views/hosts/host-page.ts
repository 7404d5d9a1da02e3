import { vsCodePreamble } from './vs-code-preamble.js'

/** How a host puts a page into its frame. */
export type WayIn = 'srcdoc' | 'write' | 'within' | 'preamble'

/** What the page of a host is told to do; it goes there as JSON. */
export interface HostOrders {
  readonly html: string
  readonly way: WayIn
  readonly width: number
  readonly height?: number
  readonly context: object
  readonly capabilities: object
  readonly args?: object
  readonly results: readonly object[]
  readonly isMute?: boolean
  readonly obeysWidth?: boolean
  readonly hidesUntilReady?: boolean
  readonly tellsEarly?: boolean
  readonly refusesContext?: boolean
}

const meta = (policy: string): string =>
  `<meta http-equiv="Content-Security-Policy" content="${policy}">`

const ways: Readonly<Record<WayIn, (html: string, policy: string) => string>> = {
  srcdoc: (html, policy) => html.replace('<head>', `<head>${meta(policy)}`),
  write: (html, policy) => html.replace('<head>', `<head>${meta(policy)}`),
  // the Inspector's: the whole document within the body of another
  within: (html, policy) =>
    `<!DOCTYPE html><html><head>${meta(policy)}<meta charset="utf-8"></head><body>${html}</body></html>`,
  preamble: (html, policy) =>
    html.replace(/<head[^>]*>/i, (head) => `${head}\n${meta(policy)}${vsCodePreamble}`),
}

/** A view's page as a host hands it to its frame. */
export const handedOver = (way: WayIn, html: string, policy: string): string =>
  ways[way](html, policy)

/**
 * The page around a view. `window.start` shows it, `window.log` holds what the view sent, and
 * `window.end` takes it away.
 */
export const hostPage = `<!doctype html><html><head><style>body{margin:0}iframe{border:0;display:block}</style></head><body><script>
window.start = (o) => {
  window.log = []
  const over = new AbortController()
  const frame = document.createElement('iframe')
  frame.title = 'view'
  frame.setAttribute('sandbox', o.way === 'write' ? 'allow-scripts allow-same-origin allow-forms' : 'allow-scripts allow-forms')
  frame.style.width = o.width + 'px'
  frame.style.height = (o.height ?? 40) + 'px'
  if (o.hidesUntilReady) frame.style.visibility = 'hidden'
  // there is none when the view has been taken away
  const send = (message) => frame.contentWindow?.postMessage({ jsonrpc: '2.0', ...message }, '*')
  const tell = () => {
    if (o.args) send({ method: 'ui/notifications/tool-input', params: { arguments: o.args } })
    for (const result of o.results) send({ method: 'ui/notifications/tool-result', params: result })
  }
  const resize = ({ width, height }) => {
    if (!o.height && height !== undefined) frame.style.height = height + 'px'
    if (o.obeysWidth && width !== undefined) frame.style.width = width + 'px'
  }
  window.send = send
  window.handAxe = () => frame.contentWindow.postMessage({ axe: window.axeText }, '*')
  window.end = () => {
    over.abort()
    frame.remove()
  }
  window.setWidth = (width) => { frame.style.width = width + 'px' }
  addEventListener('message', async ({ source, data }) => {
    if (source !== frame.contentWindow || typeof data !== 'object' || data === null) return
    window.log.push(data)
    const { id, method, params } = data
    if (o.isMute) return
    if (method === 'ui/initialize') {
      send({ id, result: { protocolVersion: '2026-01-26', hostInfo: { name: 'stand-in', version: '1' }, hostCapabilities: o.capabilities, hostContext: o.context } })
      if (o.tellsEarly) tell()
    }
    if (method === 'ui/notifications/initialized') {
      frame.style.visibility = 'visible'
      if (!o.tellsEarly) tell()
    }
    if (method === 'ui/notifications/size-changed') resize(params)
    if (method === 'tools/call') send({ id, result: await window.callTool(params) })
    if (method === 'ui/update-model-context' && o.refusesContext) {
      send({ id, error: { code: -32000, message: 'Not now.' } })
    } else if (method === 'ui/update-model-context' || method === 'ui/download-file') send({ id, result: {} })
    if (method === 'ui/request-display-mode') send({ id, result: { mode: 'inline' } })
  }, { signal: over.signal })
  document.body.append(frame)
  if (o.way === 'write') {
    frame.contentDocument.open()
    frame.contentDocument.write(o.html)
    frame.contentDocument.close()
  } else frame.srcdoc = o.html
}
</script></body></html>`
