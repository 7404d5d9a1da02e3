import { describe, expect, it } from 'vitest'

import { checkState, passTime } from '../../support/views/checks.js'
import { heightFaults } from '../../support/views/fixed-height.js'
import {
  chatGpt,
  claudeDesktop,
  goose,
  talkingHosts,
  type NamedHost,
} from '../../support/views/hosts/named-hosts.js'
import { measure } from '../../support/views/measure.js'
import { resultOf, trendArgs } from '../../support/views/open-trend.js'
import { callsOf, type OpenView, type StandIn } from '../../support/views/stand-in-host.js'
import { viewTests } from '../../support/views/view-tests.js'
import { trendStates, usual } from './states/trend.js'

const trend = viewTests('trend', { args: trendArgs })

/** Runs with the trend in a host; results of the host's own calls come as that host gives them. */
const inHost = async (
  host: NamedHost,
  more: Partial<StandIn>,
  use: (view: OpenView) => Promise<void>,
): Promise<void> => {
  const [first, ...later] = more.results ?? usual.results
  const results = first === undefined ? [] : [host.given(first), ...later]
  // what a host emptied is asked once more, and answered as before
  const call = async (params: unknown): Promise<object> => {
    if (first !== undefined && host.given(first) !== first && !isAsked) {
      isAsked = true
      return first
    }
    return await (more.call ?? usual.call)(params)
  }
  let isAsked = false
  await trend.inHost({ ...host.standIn('light'), ...more, results, call }, use)
}

const drawn = async ({ frame }: OpenView): Promise<void> => {
  await frame.locator('.chart svg').first().waitFor()
}

describe('the view of a trend in the hosts that talk with it', { timeout: 180_000 }, () => {
  it.each(trendStates.map((state) => [state.title, state] as const))(
    '%s: looked at in every host, theme and width',
    async (_title, { host: more = {}, reach, leave }) => {
      await Promise.all(
        talkingHosts.map(async (host) => {
          await inHost(host, more, async (view) => {
            await reach(view)
            await checkState(view, host)
            await leave?.(view)
          })
        }),
      )
    },
  )

  it('row 19: keeps its place and the focus when the theme changes, in every host', async () => {
    const keeps = async (host: NamedHost): Promise<void> => {
      await inHost(host, {}, async (view) => {
        await drawn(view)
        const slider = view.frame.getByRole('slider')
        await slider.focus()
        await slider.press('ArrowLeft')
        const said = await slider.getAttribute('aria-valuetext')
        await checkState(view, host)
        expect(await slider.getAttribute('aria-valuetext'), host.name).toBe(said)
        expect(await view.frame.locator('input:focus').count(), host.name).toBe(1)
      })
    }
    await Promise.all(talkingHosts.map(keeps))
  })

  it('row 20: fits into a fixed height of 400 with all buttons and a chart of 180 at least', async () => {
    await inHost(chatGpt, {}, async (view) => {
      await drawn(view)
      expect(await heightFaults(view)).toEqual([])
      const chart = "document.querySelector('.chart svg').clientHeight"
      expect(await measure(view, chart)).toBeGreaterThanOrEqual(180)
      const sizes = (await view.sent()).filter(({ method }) => method?.endsWith('size-changed'))
      expect(sizes.length).toBeLessThanOrEqual(1)
    })
  })

  it('row 10: draws 10,000 buckets with 2,000 elements at most, and no table before it is opened', async () => {
    const many = resultOf(Array.from({ length: 10_000 }, (_, at) => 60 + (at % 40)))
    await inHost(goose, { results: [many] }, async (view) => {
      await drawn(view)
      const elements = "document.querySelectorAll('body *').length"
      expect(await measure(view, elements)).toBeLessThanOrEqual(2_000)
      expect(await view.frame.locator('table').count()).toBe(0)
      await view.frame.getByText('10,000 readings').waitFor()
    })
  })

  it("row 31: asks again by the host's clocks, and offers that no longer", async () => {
    const call = () => resultOf([60, 61], { time_zone: 'Europe/Berlin' })
    await inHost(goose, { call }, async (view) => {
      const clocks = view.frame.getByRole('button', { name: 'Times of Europe/Berlin' })
      await clocks.click()
      await view.frame
        .getByText(/· Europe\/Berlin$/)
        .first()
        .waitFor()
      expect(await clocks.count()).toBe(0)
      expect(await callsOf(view)).toEqual([
        {
          name: 'get_observation_trend',
          arguments: { ...trendArgs, time_zone: 'Europe/Berlin' },
        },
      ])
    })
  })

  it('row 20: never tells its width, which some hosts would then give it for good', async () => {
    await inHost(goose, {}, async (view) => {
      await drawn(view)
      await view.page.waitForFunction('window.log.some((m) => m.method?.endsWith("size-changed"))')
      const sizes = (await view.sent()).filter(({ method }) => method?.endsWith('size-changed'))
      expect(sizes.filter(({ params }) => params !== undefined && 'width' in params)).toEqual([])
      expect(sizes.filter(({ params }) => params?.['height'] === 0)).toEqual([])
    })
  })

  it('row 2: is shown by a host that hides its frame until the view is ready', async () => {
    await inHost(claudeDesktop, {}, async (view) => {
      await view.page.locator('iframe').waitFor({ state: 'visible' })
      await drawn(view)
    })
  })

  it('row 5: asks once where a reload brought no result at all', async () => {
    const call = () => resultOf([70, 71, 72])
    await inHost(chatGpt, { results: [], call, hasOwnClock: true }, async (view) => {
      await passTime(view, 20_000, async () => (await callsOf(view)).length > 0)
      await view.frame.getByText('3 readings', { exact: true }).waitFor({ state: 'attached' })
      expect(await callsOf(view)).toHaveLength(1)
    })
  })

  it('row 5: offers to ask again where nothing arrived and the host lets it ask', async () => {
    const failure = { isError: true, content: [{ type: 'text', text: 'QUERY_TIMEOUT: Too long.' }] }
    let count = 0
    const call = () => {
      count += 1
      return count === 1 ? failure : resultOf([70, 71, 72])
    }
    await inHost(chatGpt, { results: [], call, hasOwnClock: true }, async (view) => {
      await passTime(view, 20_000, async () => (await callsOf(view)).length > 0)
      await view.frame.getByRole('button', { name: 'Ask again' }).click()
      await view.frame.getByText('3 readings', { exact: true }).waitFor({ state: 'attached' })
    })
  })

  it.each(['light', 'dark'] as const)(
    'row 18: its buttons and slider can be seen beside the page in every host (%s)',
    async (theme) => {
      await Promise.all(
        talkingHosts.map(async (host) => {
          await inHost(host, host.standIn(theme), async (view) => {
            await drawn(view)
            expect(await measure(view, edgeContrast), host.name).toBeGreaterThanOrEqual(3)
          })
        }),
      )
    },
  )
})

/** The contrast of the edge of a button against the page (WCAG 1.4.11 asks for 3). */
const edgeContrast = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const painted = (...colours) => {
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1) }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const light = (rgb) => rgb
    .map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0)
  const paper = getComputedStyle(document.body).backgroundColor
  const edge = getComputedStyle(document.querySelector('.toolbar button:not([aria-pressed="true"])')).borderTopColor
  const [a, b] = [light(painted('#fff', paper)), light(painted('#fff', paper, edge))].sort((x, y) => y - x)
  return (a + 0.05) / (b + 0.05)
})()`
