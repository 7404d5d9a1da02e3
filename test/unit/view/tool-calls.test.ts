import { expect, it } from 'vitest'

import { ToolCalls } from '../../../src/view/tool-calls.js'

it('a view can be used again after an answer that could not be drawn', async () => {
  const busy: boolean[] = []
  const host = { canAsk: true, call: async () => await Promise.resolve({ structuredContent: {} }) }
  const calls = new ToolCalls(
    host,
    { name: 'get_study_metadata', hasData: () => true },
    {
      draw: () => {
        throw new Error('not drawn')
      },
      say: () => undefined,
      setBusy: (isBusy) => {
        busy.push(isBusy)
      },
    },
  )
  await expect(calls.ask({})).rejects.toThrow('not drawn')
  expect(busy).toEqual([true, false])
})
