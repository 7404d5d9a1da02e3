import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../../support/processes/chromium.js'
import { answerOf } from '../../support/picture-answers.js'
import { builtView } from '../../support/views/built-view.js'
import { openTrend, resultOf, trendArgs } from '../../support/views/open-trend.js'
import {
  callsOf,
  withView,
  type OpenView,
  type StandIn,
} from '../../support/views/stand-in-host.js'

let browser: Browser
let html = ''
beforeAll(async () => {
  browser = await launchChromium()
  html = await builtView('trend')
})
afterAll(async () => {
  await browser.close()
})

const inHost = async (host: Partial<StandIn>, use: (view: OpenView) => Promise<void>) => {
  await withView(openTrend(browser, html, host), use)
}

const emptied = (result: object) => ({ ...result, structuredContent: {} })
const stripped = { content: [{ type: 'text', text: 'the answer as text' }] }
const failed = (text: string) => ({ isError: true, content: [{ type: 'text', text }] })
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

const title = (view: OpenView) => view.frame.getByRole('heading', { name: 'Heart rate' })
const chart = (view: OpenView) => view.frame.locator('.chart svg')

describe('the view of a trend', () => {
  it('row 1: says so where there is no host', async () => {
    const page = await browser.newPage()
    await page.setContent(html)
    await page.getByRole('heading', { name: 'No host' }).waitFor()
    await page.close()
  })

  it('row 2: tells a mute host that it is ready, and then says so', async () => {
    await inHost({ isMute: true }, async (view) => {
      await view.frame.getByRole('heading', { name: 'No host' }).waitFor()
      const methods = (await view.sent()).map(({ method }) => method)
      expect(methods).toContain('ui/notifications/initialized')
    })
  })

  it.each([
    ['row 3: taken out', stripped],
    ['row 5: emptied', emptied(stripped)],
  ])('asks its own tool once where the data was %s', async (_row, given) => {
    const answered = resultOf([60, 62, null, 64])
    await inHost({ results: [given, given], call: () => answered }, async (view) => {
      await title(view).waitFor()
      expect(await callsOf(view)).toEqual([{ name: 'get_observation_trend', arguments: trendArgs }])
      await view.frame.getByText('3 readings', { exact: true }).waitFor()
    })
  })

  it('row 4: shows the text where the host lets it ask nothing', async () => {
    await inHost({ results: [stripped], capabilities: {} }, async (view) => {
      await view.frame.getByText('the answer as text').waitFor()
      expect(await callsOf(view)).toEqual([])
    })
  })

  it('row 6: keeps the first result with data when results of other calls come', async () => {
    const results = [resultOf([60, 61]), resultOf([90, 91, 92])]
    await inHost({ results }, async (view) => {
      await title(view).waitFor()
      await view.tell({ method: 'ui/notifications/tool-result', params: resultOf([99]) })
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
    })
  })

  it('row 7: says that a call was cancelled, and asks again', async () => {
    await inHost({ call: () => resultOf([60]) }, async (view) => {
      await view.frame.locator('.loading').waitFor()
      await view.page.waitForFunction('window.log.some((m) => m.method?.endsWith("initialized"))')
      await view.tell({ method: 'ui/notifications/tool-cancelled', params: {} })
      await view.frame.getByText('The call was cancelled').waitFor()
      await view.frame.getByRole('button', { name: 'Ask again' }).click()
      await title(view).waitFor()
    })
  })

  it('row 8: shows an error with its hint, and keeps the old picture on a later one', async () => {
    const error = failed('NOT_VISIBLE: There is no such patient.\nSearch for one.')
    await inHost({ results: [error] }, async (view) => {
      await view.frame.getByRole('heading', { name: 'Not visible to you' }).waitFor()
      await view.frame.getByText('Search for one.').waitFor()
    })
    const down = failed('DATABASE_UNAVAILABLE: It is down.\nTry again.')
    await inHost({ results: [resultOf([60, 61])], call: () => down }, async (view) => {
      await view.frame.getByRole('button', { name: 'Week' }).click()
      await view.frame.getByText('The database cannot be reached').waitFor()
      expect(await chart(view).isVisible()).toBe(true)
      await view.frame.getByRole('button', { name: 'Ask again' }).waitFor()
    })
  })

  it('row 9: says that there are no readings, and what is not shared and why', async () => {
    const withheld = [{ data_type: 'omh:heart-rate:2.0', reason: 'not_answered' }]
    const answer = { content: [], structuredContent: answerOf([], { withheld }) }
    await inHost({ results: [answer] }, async (view) => {
      await view.frame.getByText('No readings').waitFor()
      await view.frame.getByText('omh:heart-rate:2.0 (consent not answered)').waitFor()
      expect(await view.frame.getByRole('slider').isVisible()).toBe(false)
    })
  })

  it('row 11: says that there is more, and asks for the next part', async () => {
    const more = resultOf([60, 61], { truncated: true, next_cursor: 'c1' })
    await inHost({ results: [more], call: () => resultOf([70, 71, 72]) }, async (view) => {
      await view.frame.getByText(/^There is more/).waitFor()
      await view.frame.getByRole('button', { name: 'Next part' }).click()
      await view.frame.getByText('3 readings', { exact: true }).waitFor()
      expect(await callsOf(view)).toEqual([
        { name: 'get_observation_trend', arguments: { ...trendArgs, cursor: 'c1' } },
      ])
    })
  })

  it('row 32: says which rows are in no bucket', async () => {
    const counts = { unknown_time: 2, future_time: 1, retracted: 3 }
    await inHost({ results: [resultOf([60], counts)] }, async (view) => {
      await view.frame.getByText('2 rows have no readable time').waitFor()
      await view.frame.getByText('1 row is in the future').waitFor()
      await view.frame.getByText('3 rows were withdrawn as an error').waitFor()
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
      await view.tell({ id: 'odd', method: 'sampling/createMessage' })
      await view.page.waitForFunction('window.log.some((m) => m.error?.code === -32601)')
    })
  })
})
