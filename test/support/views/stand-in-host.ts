import type { Browser, Frame, Page } from 'playwright-core'
import { z } from 'zod'

/** A host of MCP Apps as a page that behaves like one of those that people use. */
export interface StandIn {
  readonly html: string
  readonly width: number
  /** Fixed, as some hosts have it; it follows the view without it. */
  readonly height?: number
  /** The `hostContext` that it tells; without a theme where it has none. */
  readonly context?: object
  readonly capabilities?: object
  /** The arguments that it tells as input; it tells none where it has none. */
  readonly args?: object
  /** The results that it tells, one after the other. */
  readonly results?: readonly object[]
  /** Never answers. */
  readonly isMute?: boolean
  /** Answers the view's own calls. */
  readonly call?: (params: unknown) => Promise<object> | object
  readonly forcedColors?: 'active'
  readonly reducedMotion?: 'reduce'
  readonly colorScheme?: 'light' | 'dark'
}

/** The strictest of the known policies: nothing but what stands in the page. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'none'; font-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'"

const hostPage = `<!doctype html><html><head><style>body{margin:0}iframe{border:0;display:block}</style></head><body><script>
window.log = []
window.start = (o) => {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.style.width = o.width + 'px'
  frame.style.height = (o.height ?? 40) + 'px'
  const send = (message) => frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*')
  window.send = send
  addEventListener('message', async ({ source, data }) => {
    if (source !== frame.contentWindow) return
    window.log.push(data)
    const { id, method, params } = data
    if (o.isMute) return
    if (method === 'ui/initialize') {
      send({ id, result: { protocolVersion: '2026-01-26', hostInfo: { name: 'stand-in', version: '1' }, hostCapabilities: o.capabilities, hostContext: o.context } })
    }
    if (method === 'ui/notifications/initialized') {
      if (o.args) send({ method: 'ui/notifications/tool-input', params: { arguments: o.args } })
      for (const result of o.results) send({ method: 'ui/notifications/tool-result', params: result })
    }
    if (method === 'ui/notifications/size-changed' && !o.height) frame.style.height = params.height + 'px'
    if (method === 'tools/call') send({ id, result: await window.callTool(params) })
    if (method === 'ui/update-model-context' || method === 'ui/download-file') send({ id, result: {} })
  })
  frame.srcdoc = o.html
  document.body.append(frame)
}
</script></body></html>`

const asked = z.array(
  z.looseObject({
    id: z.unknown().optional(),
    method: z.string().optional(),
    params: z.looseObject({}).optional(),
    result: z.unknown().optional(),
    error: z.looseObject({ code: z.number() }).optional(),
  }),
)

/** The view within its host. */
export interface OpenView {
  readonly page: Page
  readonly frame: Frame
  /** What the view sent. */
  readonly sent: () => Promise<z.output<typeof asked>>
  /** Sends the view a message. */
  readonly tell: (message: object) => Promise<void>
  /** What the browser complained of: breaches of the policy, errors of scripts. */
  readonly complaints: readonly string[]
  /** Addresses that anything was loaded from. */
  readonly loaded: readonly string[]
}

/** Shows a view in a host; the page is of its own, closed by whoever opened it. */
export async function openInHost(browser: Browser, host: StandIn): Promise<OpenView> {
  const { call, html, forcedColors, reducedMotion, colorScheme = 'light', ...rest } = host
  const context = await browser.newContext({
    viewport: { width: host.width, height: host.height ?? 900 },
    colorScheme,
    ...(forcedColors === undefined ? {} : { forcedColors }),
    ...(reducedMotion === undefined ? {} : { reducedMotion }),
  })
  const page = await context.newPage()
  const complaints: string[] = []
  const loaded: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!/^(data|about|blob):/.test(request.url())) loaded.push(request.url())
  })
  await page.exposeFunction('callTool', async (params: unknown) => await call?.(params))
  await page.setContent(hostPage)
  const options = {
    capabilities: { serverTools: {} },
    context: {},
    results: [],
    ...rest,
    html: html.replace(
      '<head>',
      `<head><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    ),
  }
  await page.evaluate(`window.start(${JSON.stringify(options)})`)
  const element = await page.waitForSelector('iframe')
  const frame = await element.contentFrame()
  if (frame === null) throw new Error('the view has no frame')
  return {
    page,
    frame,
    complaints,
    loaded,
    sent: async () => asked.parse(await page.evaluate('window.log')),
    tell: async (message) => {
      await page.evaluate(`window.send(${JSON.stringify(message)})`)
    },
  }
}

/** Runs with a view in a host; afterwards nothing was complained of, and nothing loaded. */
export async function withView(
  opening: Promise<OpenView>,
  use: (view: OpenView) => Promise<void>,
): Promise<void> {
  const view = await opening
  try {
    await use(view)
    const { complaints, loaded } = view
    if (complaints.length + loaded.length > 0) {
      throw new Error(`the browser complains: ${[...complaints, ...loaded].join('; ')}`)
    }
  } finally {
    await view.page.context().close()
  }
}

/** The calls of tools that a view made itself. */
export const callsOf = async ({ sent }: OpenView) =>
  (await sent()).filter(({ method }) => method === 'tools/call').map(({ params }) => params)

/** What a view told the model of what is looked at; it waits for the first. */
export async function toldModel({ page, sent }: OpenView): Promise<readonly unknown[]> {
  await page.waitForFunction('window.log.some((m) => m.method === "ui/update-model-context")')
  const told = (await sent()).filter(({ method }) => method === 'ui/update-model-context')
  return told.map(({ params }) => params)
}
