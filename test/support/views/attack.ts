import fc from 'fast-check'

import type { OpenView } from './stand-in-host.js'

const attack = { jsonrpc: '2.0', id: 'foreign', method: 'ping' }

const malformed = fc.oneof(
  fc.jsonValue(),
  fc.record({ jsonrpc: fc.constant('2.0'), method: fc.string(), params: fc.jsonValue() }),
  fc.record({ jsonrpc: fc.constant('2.0'), id: fc.jsonValue(), result: fc.jsonValue() }),
)

/**
 * Sends a view a ping of another window, and 10,000 messages of its host that mean nothing; it waits
 * until the view has had them all.
 */
export async function attackView({ page, frame, tell }: OpenView): Promise<void> {
  await frame.evaluate(
    `new Promise((came) => { addEventListener('message', ({ source }) => { if (source !== parent) came() }); const f = document.createElement('iframe'); f.hidden = true; f.srcdoc = '<script>parent.postMessage(' + ${JSON.stringify(JSON.stringify(attack))} + ', "*")<\\/script>'; document.body.append(f) })`,
  )
  await page.evaluate(
    `for (const m of ${JSON.stringify(fc.sample(malformed, 10_000))}) document.querySelector('iframe').contentWindow.postMessage(m, '*')`,
  )
  await tell({ id: 'still', method: 'ping' })
  await page.waitForFunction('window.log.some((m) => m.id === "still")')
}
