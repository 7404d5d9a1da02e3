import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { readLine } from '../../src/audit/chain.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { choosing, withForms } from '../support/clients/form-host.js'
import { eras, type ElicitationAnswer } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

describe.each(eras)('what a call lacks, for a client of %s', (era) => {
  let database: TestDatabase
  let signedIn: SignedIn

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterAll(async () => {
    signedIn.remove()
    await database.drop()
  })

  const during = async (
    env: Readonly<Record<string, string>>,
    answers: readonly ElicitationAnswer[] | undefined,
    use: Parameters<typeof withForms>[2],
  ): Promise<void> => {
    const options = { env: { ...signedIn.env, ...env } }
    await withForms(era, answers === undefined ? options : { ...options, answers }, use)
  }

  const contextLines = async () => {
    const text = await readFile(join(signedIn.home, '.jhe_mcp', 'audit.jsonl'), 'utf8')
    return text
      .trimEnd()
      .split('\n')
      .map((line) => z.looseObject({ event: z.string() }).parse(readLine(line)))
      .filter(({ event }) => event === 'context')
  }

  it('is told as NEEDS_INPUT with the studies to choose from, where nobody can be asked', async () => {
    await during({}, undefined, async (host) => {
      for (const args of [{}, { study_id: null }, { study_id: '' }]) {
        const { error, value, text } = await host.call('get_study_metadata', args)
        expect(value).toBeUndefined()
        expect(error).toMatchObject({ code: 'NEEDS_INPUT', needs: { argument: 'study_id' } })
        expect(text).toMatch(/^NEEDS_INPUT: get_study_metadata needs study_id.* Ask which study/)
        const values = error?.needs?.options.map((option) => option.value) ?? []
        expect(values).toContain(String(studies.pressure))
        expect(values).not.toContain(String(studies.clocks))
      }
      const mixed = await host.call('get_study_metadata', { Study: 1 })
      expect(mixed.error).toMatchObject({ code: 'INPUT_INVALID' })
      expect(mixed.error?.needs).toBeUndefined()
    })
  })

  it('knows no study outside of what the session is held to', async () => {
    const env = { JHE_STUDY: `${studies.pressure},${studies.clocks}` }
    await during(env, undefined, async (host) => {
      const { error } = await host.call('get_study_metadata')
      expect(error?.needs?.options.map(({ value }) => value)).toEqual([String(studies.pressure)])
    })
  })

  it('is asked of the person, whose answer is the argument', async () => {
    await during({}, [choosing(studies.pressure), 'decline'], async (host, forms) => {
      const { value } = await host.call('get_study_metadata')
      expect(value).toMatchObject({ id: studies.pressure })
      expect(forms[0]?.requestedSchema.properties.choice.enum).toContain(String(studies.devices))
      const declined = await host.call('get_study_metadata')
      expect(declined.error?.code).toBe('NEEDS_INPUT')
      expect(forms).toHaveLength(2)
    })
  })

  it('A40: an answer that was not offered shows nothing', async () => {
    const answers = [choosing(studies.clocks), choosing('all'), choosing(studies.missing)]
    await during({}, answers, async (host) => {
      const foreign = await host.call('get_study_metadata')
      expect(foreign.error?.code).toBe('NOT_VISIBLE')
      expect((await host.call('get_study_metadata')).error?.code).toBe('NEEDS_INPUT')
      const missing = await host.call('get_study_metadata')
      expect(missing.error).toEqual(foreign.error)
    })
  })

  describe('with JHE_STUDY=ask', () => {
    const ask = { JHE_STUDY: 'ask' }

    it('answers nothing of any study before the person has chosen one', async () => {
      await during(ask, undefined, async (host) => {
        for (const [tool, args] of [
          ['list_studies', {}],
          ['get_study_metadata', { study_id: studies.pressure }],
          ['get_study_count', {}],
          ['search_patients', { name: 'a' }],
        ] as const) {
          const { error, value } = await host.call(tool, args)
          expect(value).toBeUndefined()
          expect(error).toMatchObject({ code: 'NEEDS_INPUT', needs: { argument: 'study' } })
          expect(error?.hint).toContain('set JHE_STUDY to one of')
        }
        expect((await host.call('describe_schema')).isError).toBe(false)
        expect((await host.call('get_server_status')).isError).toBe(false)
        const listed = JSON.stringify(await host.catalog.listResources())
        expect(listed).not.toContain(String(studies.pressure))
        await expect(
          host.catalog.readResource({ uri: `jhe://studies/${studies.pressure}` }),
        ).rejects.toThrow()
        expect(JSON.stringify(await host.listTools())).not.toContain('study_id"')
      })
    })

    it('says that the database is out of reach, not that there is no study', async () => {
      const env = { ...ask, JHE_DB_CONN: 'postgresql://nobody@127.0.0.1:1/none' }
      await during(env, undefined, async (host) => {
        expect((await host.call('list_studies')).error?.code).toBe('DATABASE_UNAVAILABLE')
      })
    })

    it('is pinned to the one that the person chose, and recorded', async () => {
      const before = (await contextLines().catch(() => [])).length
      await during(ask, [choosing(studies.pressure)], async (host, forms) => {
        expect((await host.call('get_study_metadata')).value).toMatchObject({
          id: studies.pressure,
          notice: 'This session is limited to one study.',
        })
        expect((await host.call('list_studies')).value).toMatchObject({ total: 1 })
        expect(forms).toHaveLength(1)
      })
      expect((await contextLines()).slice(before)).toMatchObject([
        {
          subject: people.coordinator.userId,
          previous: [],
          studies: [studies.pressure],
          client: { name: 'test-host' },
        },
      ])
    })

    it('is switched by the person alone, who is not asked again once they declined', async () => {
      const before = (await contextLines().catch(() => [])).length
      const answers = [choosing(studies.pressure), choosing(studies.devices), 'decline' as const]
      await during(ask, answers, async (host, forms) => {
        await host.call('get_study_count')
        const switched = await host.call('get_study_metadata', { study_id: studies.devices })
        expect(switched.value).toMatchObject({ id: studies.devices })
        const back = { study_id: String(studies.pressure) }
        expect((await host.call('get_study_metadata', back)).error?.code).toBe('NOT_VISIBLE')
        expect((await host.call('get_study_metadata', back)).error?.code).toBe('NOT_VISIBLE')
        expect(forms).toHaveLength(3)
        expect((await host.call('list_studies')).value).toMatchObject({
          studies: [{ id: studies.devices }],
        })
      })
      expect((await contextLines()).slice(before)).toMatchObject([
        { previous: [], studies: [studies.pressure] },
        { previous: [studies.pressure], studies: [studies.devices] },
      ])
    })

    it('A40: takes no study that is not the person’s', async () => {
      await during(ask, [choosing(studies.clocks)], async (host) => {
        const { error } = await host.call('list_studies')
        expect(error?.code).toBe('NEEDS_INPUT')
        expect(error?.needs?.options.map(({ value }) => value)).not.toContain(
          String(studies.clocks),
        )
      })
    })
  })
})
