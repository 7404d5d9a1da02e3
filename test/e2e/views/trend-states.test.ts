import { describe, expect, it } from 'vitest'

import { resultOf, trendArgs } from '../../support/views/open-trend.js'
import { callsOf } from '../../support/views/stand-in-host.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

const { inHost } = viewTests('trend', { args: trendArgs }, titled)

const stripped = { content: [{ type: 'text', text: 'the answer as text' }] }

/** A promise that a test settles. */
const gate = () => {
  let resolve: (value: object) => void = () => undefined
  const promise = new Promise<object>((settle) => {
    resolve = settle
  })
  return {
    promise,
    resolve: (value: object) => {
      resolve(value)
    },
  }
}

describe('the view of a trend', () => {
  it.each([
    ['row 3: taken out', stripped],
    ['row 5: emptied', { ...stripped, structuredContent: {} }],
  ])('asks its own tool once where the data of several results was %s', async (_row, given) => {
    const answered = resultOf([60, 62, null, 64])
    await inHost({ results: [given, given], call: () => answered }, async (view) => {
      await view.frame.getByText('3 readings', { exact: true }).waitFor()
      expect(await callsOf(view)).toEqual([{ name: 'get_observation_trend', arguments: trendArgs }])
    })
  })

  it('row 6: keeps the first result with data when results of other calls come', async () => {
    const results = [resultOf([60, 61]), resultOf([90, 91, 92])]
    await inHost({ results }, async (view) => {
      await view.tell({ method: 'ui/notifications/tool-result', params: resultOf([99]) })
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
    })
  })

  it('row 36: draws the answer of the last question, whatever their order', async () => {
    const first = gate()
    let count = 0
    const call = async (): Promise<object> => {
      count += 1
      return count === 1 ? await first.promise : resultOf([70, 71, 72])
    }
    await inHost({ results: [resultOf([60])], call }, async (view) => {
      await view.frame.getByRole('button', { name: 'Week' }).click()
      expect(await view.frame.locator('main').getAttribute('aria-busy')).toBe('true')
      // while it waits a second click asks nothing
      await view.frame.getByRole('button', { name: 'Month' }).dispatchEvent('click')
      expect(await callsOf(view)).toHaveLength(1)
      first.resolve(resultOf([80, 81]))
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
    })
  })

  it('row 35: answers the end during a call, and drops its answer', async () => {
    const late = gate()
    const call = async (): Promise<object> => await late.promise
    await inHost({ results: [resultOf([60, 61])], call }, async (view) => {
      await view.frame.getByRole('button', { name: 'Week' }).click()
      await view.tell({ id: 'end', method: 'ui/resource-teardown', params: {} })
      await view.page.waitForFunction('window.log.some((m) => m.id === "end")')
      late.resolve(resultOf([70, 71, 72]))
      await view.tell({ id: 'after', method: 'ping' })
      await view.page.waitForFunction('window.log.some((m) => m.id === "after")')
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
    })
  })
})
