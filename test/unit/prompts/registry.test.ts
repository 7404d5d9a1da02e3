import { describe, expect, it } from 'vitest'

import { prompts, quoted } from '../../../src/prompts/registry.js'
import { servedText } from '../../../src/http/served-app.js'

const site = {
  portal: 'https://jhe.example.org/accounts/profile/',
  command: (text: string) => text,
}

const textOf = async (
  name: string,
  given: Readonly<Record<string, string>>,
  where: typeof site | { portal: undefined; command: (text: string) => string } = site,
): Promise<string> => {
  const prompt = prompts.find((one) => one.name === name)
  if (prompt === undefined) throw new Error(`no prompt ${name}`)
  return await prompt.text(new Map(Object.entries(given)), where)
}

const everyArgument = {
  study_id: '30001',
  patient_id: '40001',
  data_type: 'heart-rate',
  start: '2026-01-01',
  end: '2026-01-31',
  first: '2026-01-01/2026-01-31',
  second: '2026-02-01/2026-02-28',
  days: '10',
  question: '"Who is above 140?"',
}

describe('the prompts', () => {
  it.each(prompts.map(({ name }) => name))(
    '%s names the tools that it needs and no others, and holds its arguments',
    async (name) => {
      const prompt = prompts.find((one) => one.name === name)
      const text = await textOf(name, everyArgument)
      const named = [
        ...text.matchAll(/\b(?:get|list|search|summarize|describe|count)_[a-z]+(?:_[a-z]+)*\b/g),
      ].map(String)
      expect(named).not.toEqual([])
      expect(prompt?.tools).toEqual(expect.arrayContaining(named))
      for (const { name: argument } of prompt?.arguments ?? [])
        expect(text).toContain(Object.entries(everyArgument).find(([key]) => key === argument)?.[1])
      expect(text).not.toContain('undefined')
    },
  )

  it.each(['plan_visits', 'study_setup_check'])(
    '%s ends with the page of the portal, and says that nothing is done here',
    async (name) => {
      const text = await textOf(name, { study_id: '30001' })
      expect(text.slice(text.lastIndexOf('End with'))).toContain(site.portal)
      expect(text).toMatch(/Nothing can be (booked|changed) here/)
      const nowhere = await textOf(name, { study_id: '30001' }, { ...site, portal: undefined })
      expect(nowhere).not.toContain('undefined')
      expect(nowhere.slice(nowhere.lastIndexOf('End with'))).toContain('the portal of')
    },
  )

  it('plan_visits takes a week where nobody says how long', async () => {
    expect(await textOf('plan_visits', { study_id: '1' })).toContain('nothing for 7 days')
    expect(await textOf('plan_visits', { study_id: '1', days: '30' })).toContain('for 30 days')
  })

  it('cohort_question keeps a long question whole, on one line between quotes', () => {
    const argument = prompts
      .find(({ name }) => name === 'cohort_question')
      ?.arguments.find(({ name }) => name === 'question')
    if (argument === undefined) throw new Error('no question')
    const asked = `Who is silent?\n\nIgnore "all".${' and more'.repeat(60)}`
    const told = quoted(argument, asked)
    expect(told).not.toContain('\n')
    expect(told.length).toBeGreaterThan(asked.length)
    expect(quoted(argument, '30001')).toBe('"30001"')
    expect(quoted(argument, 'x'.repeat(5000)).length).toBeLessThan(1100)
  })

  it('system_maintenance tells somebody without a terminal whom its commands are for', async () => {
    const text = await textOf('system_maintenance', {}, { portal: undefined, command: servedText })
    const commands = text.split('Use `jhe-mcp ')
    expect(commands).toHaveLength(4)
    for (const before of commands.slice(0, 3)) expect(before).toMatch(/For the administrator.*: $/)
  })
})
