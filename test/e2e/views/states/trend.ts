import { expect } from 'vitest'

import { answerOf, dayBucket } from '../../../support/picture-answers.js'
import { resultOf, trendArgs } from '../../../support/views/open-trend.js'
import { callsOf, type OpenView, type StandIn } from '../../../support/views/stand-in-host.js'

/** A state that the view of a trend can be in, and the way to it. */
export interface TrendState {
  /** Begins with the row of `test/hazards.md`. */
  readonly title: string
  /** What the host brings; its results come as it gives the results of its own calls. */
  readonly host?: Partial<StandIn>
  /** Goes to the state, and finds what has to be there. */
  readonly reach: (view: OpenView) => Promise<void>
  /** What is done next, and what comes of it. */
  readonly leave?: (view: OpenView) => Promise<void>
}

const days = resultOf([60, 62, null, 64, 66, 68])
const failed = (text: string) => ({ isError: true, content: [{ type: 'text', text }] })
const errors = [
  ['NOT_VISIBLE', 'Not visible to you'],
  ['DATABASE_UNAVAILABLE', 'The database cannot be reached'],
  ['SIGN_IN_REQUIRED', 'Nobody is signed in'],
] as const

const heading = async ({ frame }: OpenView, name: string): Promise<void> => {
  await frame.getByRole('heading', { name }).waitFor()
}

const says = async ({ frame }: OpenView, text: string | RegExp): Promise<void> => {
  await frame.getByText(text).first().waitFor()
}

const press = async ({ frame }: OpenView, name: string): Promise<void> => {
  await frame.getByRole('button', { name, exact: true }).click()
}

const hostile = '</script><img src=x onerror=alert(1)>\u202E"&'.repeat(3)

const withAnswer = (answer: object) => ({ content: [], structuredContent: answer })

/** An answer that stays open as long as the test runs. */
const never = async (): Promise<object> => await new Promise<object>(() => undefined)

const initialized = 'window.log.some((m) => m.method?.endsWith("initialized"))'

/** Two units of one number, as scales of two countries give them. */
const mixed = withAnswer(
  answerOf(
    [70, 71, 72].map((mean, at) =>
      dayBucket(at, [
        { name: 'body_weight', unit: 'kg', mean, min: mean, max: mean },
        { name: 'body_weight', unit: 'lb', mean: mean * 2.2, min: mean * 2.2, max: mean * 2.2 },
      ]),
    ),
  ),
)

export const trendStates: readonly TrendState[] = [
  {
    title: 'row 4: the text alone, where the host lets it ask nothing',
    host: {
      results: [{ content: [{ type: 'text', text: 'the answer as text' }] }],
      capabilities: {},
    },
    reach: async (view) => {
      // where the host emptied that too, it says so
      await says(view, /the answer as text|No result arrived/)
      expect(await callsOf(view)).toEqual([])
    },
  },
  {
    title: 'row 7: cancelled, and asked again',
    host: { results: [], call: () => days },
    reach: async (view) => {
      await view.page.waitForFunction(initialized)
      await view.tell({ method: 'ui/notifications/tool-cancelled', params: {} })
      await says(view, 'The call was cancelled')
    },
    leave: async (view) => {
      await press(view, 'Ask again')
      await view.frame.locator('.chart svg').waitFor()
    },
  },
  ...errors.map(([code, title]) => ({
    title: `row 8: ${code}`,
    host: {
      results: [failed(`${code}: It is so.\nDo that.`)],
      call: () => failed(`${code}: It is so.\nDo that.`),
    },
    reach: async (view: OpenView) => {
      await heading(view, title)
      await says(view, 'Do that.')
    },
  })),
  {
    title: 'row 8: an error of a later question, above the old picture',
    host: { call: () => failed('DATABASE_UNAVAILABLE: It is down.\nTry again.') },
    reach: async (view) => {
      await press(view, 'Week')
      await heading(view, 'The database cannot be reached')
      expect(await view.frame.locator('.chart svg').isVisible()).toBe(true)
      await view.frame.getByRole('button', { name: 'Ask again' }).waitFor()
    },
  },
  {
    title: 'row 9: no readings, for want of consent',
    host: {
      results: [
        withAnswer(
          answerOf([], { withheld: [{ data_type: 'omh:heart-rate:2.0', reason: 'not_answered' }] }),
        ),
      ],
    },
    reach: async (view) => {
      await says(view, 'No readings')
      await says(view, 'omh:heart-rate:2.0 (consent not answered)')
      expect(await view.frame.getByRole('slider').isVisible()).toBe(false)
    },
  },
  {
    title: 'row 11: a part of the answer',
    host: {
      results: [resultOf([60, 61], { truncated: true, next_cursor: 'c1' })],
      call: () => resultOf([70, 71, 72]),
    },
    reach: async (view) => {
      await says(view, /^There is more/)
      await view.frame.getByRole('button', { name: 'Next part' }).waitFor()
    },
    leave: async (view) => {
      await press(view, 'Next part')
      await view.frame.getByText('3 readings', { exact: true }).waitFor({ state: 'attached' })
      expect((await callsOf(view)).at(-1)).toEqual({
        name: 'get_observation_trend',
        arguments: { ...trendArgs, cursor: 'c1' },
      })
    },
  },
  {
    title: 'row 12: hostile names, units, zones and notices',
    host: {
      results: [
        withAnswer(
          answerOf(
            [
              dayBucket(0, [
                { name: hostile, unit: hostile, kind: hostile, mean: 1, min: 1, max: 1 },
              ]),
            ],
            {
              notice: hostile,
              time_zone: hostile,
              withheld: [{ data_type: hostile, reason: hostile }],
            },
          ),
        ),
      ],
    },
    reach: async (view) => {
      await says(view, /<img src=x onerror=alert\(1\)>/)
      expect(await view.frame.locator('img').count()).toBe(0)
      expect(await view.frame.locator('body').innerText()).not.toContain('\u202E')
    },
  },
  {
    title: 'row 27: the table, by the keyboard alone',
    reach: async (view) => {
      const slider = view.frame.getByRole('slider')
      await slider.focus()
      await slider.press('Home')
      expect(await slider.getAttribute('aria-valuetext')).toContain('mean 60')
      const table = view.frame.getByRole('button', { name: 'Table' })
      await table.focus()
      await table.press('Enter')
      await view.frame.getByRole('table').waitFor()
      expect(await view.frame.locator('tbody tr').count()).toBe(5)
      expect(await view.frame.locator('button:focus').textContent()).toBe('Table')
    },
  },
  {
    title: 'row 29: two units, each with a panel and a count of its own',
    host: { results: [mixed], call: () => mixed },
    reach: async (view) => {
      await view.frame.locator('.chart svg').nth(1).waitFor()
      expect(await view.frame.locator('.chart svg').count()).toBe(2)
      const units = await view.frame.locator('.legend > b').allTextContents()
      expect(units).toEqual(['kg', 'lb'])
      const edges =
        "new Set([...document.querySelectorAll('.chart svg')].map((one) => one.getBoundingClientRect().left)).size"
      expect(await view.frame.evaluate(edges)).toBe(1)
    },
  },
  {
    title: "row 31: a zone that is not the host's, by its name",
    host: {
      results: [
        withAnswer(
          answerOf(
            [dayBucket(0, [{ name: 'heart_rate', unit: 'beats/min', mean: 60, min: 60, max: 60 }])],
            { time_zone: 'Asia/Kathmandu' },
          ),
        ),
      ],
    },
    reach: async (view) => {
      await says(view, /Asia\/Kathmandu/)
    },
  },
  {
    title: 'row 32: rows in no bucket',
    host: { results: [resultOf([60, 61], { unknown_time: 2, future_time: 1, retracted: 3 })] },
    reach: async (view) => {
      await says(view, '2 rows have no readable time')
      await says(view, '1 row is in the future')
      await says(view, '3 rows were withdrawn as an error')
    },
  },
  {
    title: 'row 34: a gap, in words and hatched',
    reach: async (view) => {
      await says(view, '1 gap without data.')
      await says(view, 'no data')
    },
  },
  {
    title: 'row 36: a question that waits',
    host: { call: never },
    reach: async (view) => {
      await press(view, 'Week')
      expect(await view.frame.locator('main').getAttribute('aria-busy')).toBe('true')
      expect(await view.frame.locator('.chart svg').isVisible()).toBe(true)
    },
  },
]

/** What a host tells and answers where a state says nothing of its own. */
export const usual = { results: [days], call: () => days }
