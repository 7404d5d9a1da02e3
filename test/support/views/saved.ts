import { z } from 'zod'

import type { OpenView } from './stand-in-host.js'

/** A host that can save files. */
export const saving = { capabilities: { serverTools: {}, downloadFile: {} } } as const

const resource = z.object({ uri: z.string(), mimeType: z.string(), text: z.string() })
const download = z.object({
  contents: z.tuple([z.object({ type: z.literal('resource'), resource })]),
})

/** Presses buttons that save. @returns the files that the host was given, in their order */
export async function savedFrom(view: OpenView, kinds: readonly ('CSV' | 'SVG')[]) {
  for (const kind of kinds) {
    await view.frame.getByRole('button', { name: `Save as ${kind}` }).click()
  }
  await view.page.waitForFunction(
    `window.log.filter((m) => m.method === 'ui/download-file').length >= ${kinds.length}`,
  )
  const sent = (await view.sent()).filter(({ method }) => method === 'ui/download-file')
  return sent.map(({ params }) => {
    const { uri, mimeType, text } = download.parse(params).contents[0].resource
    return { name: uri.replace('file:///', ''), mimeType, text }
  })
}
