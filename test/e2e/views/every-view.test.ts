import type { Frame, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { readObservationsAnswer } from '../../../src/picture/answer/observations-answer.js'
import { attackView } from '../../support/views/attack.js'
import { checkState, collisions, passTime, patient, tooWide } from '../../support/views/checks.js'
import { maxPageBytes } from '../../support/views/built-view.js'
import { argsOf, everyView, plainHost, settled, type Use } from '../../support/views/every-view.js'
import { chatGpt, claudeDesktop, mute, namedHosts } from '../../support/views/hosts/named-hosts.js'
import { callsOf, type OpenView, type StandIn } from '../../support/views/stand-in-host.js'
import { viewQuestions } from '../../support/views/view-questions.js'

const { browser, product, inHost, eachView } = everyView()

const texts = z.array(z.string())
const structured = z.looseObject({ structuredContent: z.unknown() })

const saysNoHost = async (page: Page | Frame): Promise<boolean> =>
  (await page.getByRole('heading', { name: 'No host' }).count()) > 0

const isReady = async ({ sent }: OpenView): Promise<boolean> =>
  (await sent()).some(({ method }) => method === 'ui/notifications/initialized')

const textOnly = { content: [{ type: 'text', text: 'the answer as text' }] }

describe('every view that the server lists', { timeout: 180_000 }, () => {
  it('is the view of a tool that is asked here', () => {
    const { uris, viewed } = product()
    expect(uris.toSorted()).toEqual([...new Set(viewed.map(({ uri }) => uri).toSorted())])
    expect(viewed.map(({ name }) => name).filter((name) => !(name in viewQuestions))).toEqual([])
  })

  it.each(namedHosts.map((host) => [host.name, host] as const))(
    'rows 16, 21 and 26: draws a real answer in the %s, in both themes and all widths',
    async (_name, host) => {
      await eachView(
        host,
        async (view, tool) => {
          if (host === mute) {
            await passTime(view, 8_000, async () => await saysNoHost(view.frame))
          } else {
            await settled(view)
            expect(await view.frame.locator('main h1').textContent(), tool.name).not.toBe('')
          }
          await checkState(view, host)
        },
        { hasOwnClock: host === mute },
      )
    },
  )

  it('row 1: says so where there is no host', async () => {
    const pages = product().viewed.map(async ({ html }) => {
      const page = await browser().newPage()
      await page.clock.install()
      await page.setContent(html)
      await passTime({ page }, 8_000, async () => await saysNoHost(page))
      expect(await page.locator('.loading').count()).toBe(0)
      await page.close()
    })
    await Promise.all(pages)
  })

  it('row 2: tells a mute host that it is ready after 3 seconds, and then what is missing', async () => {
    await eachView(
      mute,
      async (view) => {
        await passTime(view, 3_000, async () => await isReady(view))
        await passTime(view, 8_000, async () => await saysNoHost(view.frame))
      },
      { hasOwnClock: true },
    )
  })

  it.each([
    ['rows 3 and 37: taken out of local results', claudeDesktop],
    ['rows 5 and 37: emptied by a reload', chatGpt],
  ] as const)('%s, so that it asks its own tool once, which is audited', async (_row, host) => {
    for (const tool of product().viewed) {
      const { name } = tool
      const before = await product().audited(`"${name}"`)
      const results = [host.given(await product().call({ name, arguments: argsOf(tool) }))]
      const use: Use = async (view) => {
        await settled(view)
        expect(await callsOf(view)).toEqual([{ name, arguments: argsOf(tool) }])
      }
      await inHost(host, tool, use, { results })
      // the host's own, and one
      await expect
        .poll(async () => (await product().audited(`"${name}"`)) - before, patient(name))
        .toBe(2)
    }
  })

  it('row 3, pictures 1 and 2: shows the same without the structure', async () => {
    await eachView(plainHost(), async (whole, tool) => {
      await settled(whole)
      const shown = await whole.frame.locator('main').innerHTML()
      const results = [textOnly, textOnly]
      const use: Use = async (view) => {
        await settled(view)
        expect(await view.frame.locator('main').innerHTML(), tool.name).toBe(shown)
      }
      await inHost(plainHost(), tool, use, { results })
    })
    expect(await product().audited('ui://')).toBe(0)
  })

  it('row 4: shows the text where the host lets it ask nothing', async () => {
    const host: Partial<StandIn> = { results: [textOnly], capabilities: {} }
    await eachView(
      plainHost(),
      async (view) => {
        await view.frame.getByText('the answer as text').waitFor()
        expect(await callsOf(view)).toEqual([])
      },
      host,
    )
  })

  it('row 8: says what went wrong with its hint, and asks again', async () => {
    const text = 'NOT_VISIBLE: There is no such one.\nUse list_studies.'
    await eachView(
      plainHost(),
      async ({ frame }) => {
        await frame.getByRole('heading', { name: 'Not visible to you' }).waitFor()
        await frame.getByText('Use list_studies.').waitFor()
        await frame.getByRole('button', { name: 'Ask again' }).click()
        await frame
          .getByRole('heading', { name: 'Not visible to you' })
          .waitFor({ state: 'detached' })
        await frame.getByRole('heading', { level: 1 }).waitFor()
      },
      { results: [{ isError: true, content: [{ type: 'text', text }] }] },
    )
  })

  it('row 13: begins as hosts expect it, ends once, and is small', () => {
    for (const { html, name } of product().viewed) {
      expect(html.startsWith('<!doctype html><html lang="en"><head>'), name).toBe(true)
      expect(html.match(/<head/g), name).toHaveLength(1)
      expect(html.match(/<\/script/g), name).toHaveLength(1)
      expect(html, name).not.toContain('<!--')
      expect(html, name).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
      expect(Buffer.byteLength(html), name).toBeLessThanOrEqual(maxPageBytes)
    }
  })

  it('rows 14 and 15: takes nothing from other windows, and nothing malformed', async () => {
    await eachView(plainHost(), async (view) => {
      await settled(view)
      const shown = await view.frame.locator('main').innerText()
      await attackView(view)
      // a ping of its host is answered, that of another window is not
      expect(await view.page.evaluate('window.log.some((m) => m.id === "foreign")')).toBe(false)
      expect(await view.frame.locator('main').innerText()).toBe(shown)
    })
  })

  it('row 18: has its own solid background and colours where a dark host says no theme', async () => {
    await eachView(
      plainHost(),
      async (view) => {
        await settled(view)
        const colours = await view.frame.evaluate(
          '(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))',
        )
        expect(colours).toEqual(['rgb(38, 38, 36)', 'rgb(245, 245, 245)'])
      },
      { context: {}, colorScheme: 'dark' },
    )
  })

  it('row 22: mirrors a page from right to left, but not its drawings', async () => {
    const use: Use = async (view, { name }) => {
      await settled(view)
      const directions = await view.frame.evaluate(
        "['h1', 'svg:has(text), input[type=range]'].map((name) => [...document.querySelectorAll(name)].map((one) => getComputedStyle(one).direction))",
      )
      const [heads, drawings] = z.tuple([texts, texts]).parse(directions)
      expect(new Set(heads), name).toEqual(new Set(['rtl']))
      expect(
        drawings.filter((one) => one !== 'ltr'),
        name,
      ).toEqual([])
      await view.page.evaluate('window.setWidth(320)')
      await expect.poll(async () => await view.frame.evaluate(tooWide), patient(name)).toBe(0)
      await expect
        .poll(async () => await view.frame.evaluate(collisions), patient(name))
        .toEqual([])
    }
    await Promise.all(
      product().viewed.map(async (tool) => {
        const html = tool.html.replace('<html lang="en">', '<html lang="en" dir="rtl">')
        await inHost(plainHost(), tool, use, { html })
      }),
    )
  })

  it('row 23: moves nothing where less motion is asked for', async () => {
    await eachView(
      plainHost(),
      async (view) => {
        await view.frame.locator('.loading').waitFor()
        const moving =
          "document.getAnimations().length + [...document.querySelectorAll('*')].filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
        expect(await view.frame.evaluate(moving)).toBe(0)
      },
      { reducedMotion: 'reduce', results: [] },
    )
  })

  it('row 24: draws in the colours of the system where they are forced', async () => {
    await eachView(
      plainHost(),
      async (view, { name }) => {
        await settled(view)
        const drawn =
          "[...document.querySelectorAll('svg *')].flatMap((one) => ['stroke', 'fill'].map((a) => one.getAttribute(a))).filter((value) => value !== null)"
        const colours = texts.parse(await view.frame.evaluate(drawn))
        expect(
          colours.filter((colour) => colour.startsWith('#')),
          name,
        ).toEqual([])
        if (colours.length > 0) expect(colours, name).toContain('CanvasText')
      },
      { forcedColors: 'active' },
    )
  })

  it('rows 28 and 35: is printed without what only a screen needs, answers its end, and refuses what it does not know', async () => {
    await eachView(plainHost(), async (view) => {
      await settled(view)
      await view.page.emulateMedia({ media: 'print' })
      const shown =
        "[...document.querySelectorAll('.toolbar, input[type=range]')].filter((one) => one.checkVisibility()).length"
      expect(await view.frame.evaluate(shown)).toBe(0)
      await view.tell({ id: 'odd', method: 'sampling/createMessage' })
      await view.page.waitForFunction('window.log.some((m) => m.error?.code === -32601)')
      await view.tell({ id: 'end', method: 'ui/resource-teardown', params: {} })
      await view.page.waitForFunction('window.log.some((m) => m.id === "end" && m.result)')
    })
  })

  it.each([40_001, 40_013, 40_024, 40_029])(
    'pictures 5: reads the same numbers and times of patient %i in both formats',
    async (id) => {
      const rowsOf = async (format: string) => {
        const args = { patient_id: id, limit: 60, format }
        const result = await product().call({ name: 'get_patient_observations', arguments: args })
        const { structuredContent: answer } = structured.parse(result)
        return readObservationsAnswer(answer, Number.MAX_SAFE_INTEGER).rows.map(
          ({ id: row, dataType, slot, readings }) => ({
            ...{ row, dataType, slot },
            numbers: readings
              .flatMap(({ value, unit }) => (value === undefined ? [] : [[value, unit]]))
              .map((pair) => JSON.stringify(pair))
              .sort(),
          }),
        )
      }
      const [slim, fhir] = [await rowsOf('slim'), await rowsOf('fhir')]
      // of a bundle there is room for fewer
      expect(fhir.length).toBeGreaterThan(10)
      expect(fhir).toEqual(slim.slice(0, fhir.length))
    },
  )
})
