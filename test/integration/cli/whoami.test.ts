import { describe, expect, it } from 'vitest'

import { whoami, type WhoamiIo } from '../../../src/cli/whoami.js'
import { JheError } from '../../../src/errors.js'
import { rejected } from '../../support/caught.js'
import { sourceOf } from '../../support/worlds/sign-in-settings.js'
import type { SignInWorld } from '../../support/worlds/sign-in-world.js'
import { useWorlds } from '../../support/worlds/open-worlds.js'
import { everyHostileText } from '../../support/worlds/jhe/more-hostile-texts.js'
import { everything } from '../../../src/permissions/grant.js'

/** What is not seen but may change or hide what is. */
const unseen = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u

const { open, openSignedIn } = useWorlds()

describe('whoami', () => {
  const personInJhe: WhoamiIo['personInJhe'] = async () =>
    await Promise.resolve({
      kind: 'practitioner',
      organizations: [
        { id: 20_001, name: 'Harbor Clinic', role: 'manager' },
        { id: 20_002, name: 'Hill Institute', role: 'viewer' },
      ],
      is_known: true,
      study_count: 1,
    })

  const look = (world: SignInWorld, json: boolean, change: Partial<WhoamiIo> = {}) => {
    const out: string[] = []
    const code = whoami(
      { json },
      {
        identity: sourceOf(world.folder, world.settings()),
        permissionSource: ({ studies }) => (studies === null ? 'database' : 'claims'),
        grant: everything,
        personInJhe,
        now: () => new Date(),
        rewriteCommands: (text) => text.replace('jhe-mcp login', 'npx jhe-mcp@0.0.0 login'),
        stdout: (line) => out.push(line),
        signal: new AbortController().signal,
        ...change,
      },
    )
    return { code, text: () => out.join('\n') }
  }

  it('tells programs everything in one JSON object', async () => {
    const world = await openSignedIn({ scopes: 'openid email' })
    const { code, text } = look(world, true)
    expect(await code).toBe(0)
    const expires_at = new Date(((await world.stored())?.expires_at ?? 0) * 1000).toISOString()
    expect(JSON.parse(text())).toEqual({
      signed_in: true,
      subject: 10_001,
      email: 'anna@example.org',
      kind: 'practitioner',
      issuer: world.issuer.issuer,
      client_id: world.issuer.clientId,
      store: 'file',
      expires_at,
      permission_source: 'claims',
      limited_to: { studies: null, patient: null, types: { read: null, search: null } },
      organizations: [
        { id: 20_001, name: 'Harbor Clinic', role: 'manager' },
        { id: 20_002, name: 'Hill Institute', role: 'viewer' },
      ],
      study_count: 1,
    })
  })

  it('tells people the same in lines', async () => {
    const world = await openSignedIn()
    const { code, text } = look(world, false)
    expect(await code).toBe(0)
    for (const part of ['user 10001', 'practitioner', 'Hill Institute (viewer)', 'file', '1'])
      expect(text()).toContain(part)
  })

  it('gives 3 when nobody is signed in', async () => {
    const world = await open()
    const forPrograms = look(world, true)
    const forPeople = look(world, false)
    expect([await forPrograms.code, await forPeople.code]).toEqual([3, 3])
    expect(forPrograms.text()).toBe('{"signed_in":false}')
    expect(forPeople.text()).toContain('npx jhe-mcp@0.0.0 login')
  })

  it('tells what it knows when the database cannot be asked, then fails', async () => {
    const world = await openSignedIn()
    const down = new JheError('DATABASE_UNAVAILABLE', 'The database is down.', 'Wait.')
    const { code, text } = look(world, true, {
      personInJhe: async () => await Promise.reject(down),
    })
    expect(await rejected(code)).toBe(down)
    expect(JSON.parse(text())).toMatchObject({
      signed_in: true,
      subject: 10_001,
      kind: null,
      organizations: null,
      study_count: null,
    })
  })

  it('T-D9: shows names of organizations as texts of one line, whatever they hold', async () => {
    const world = await openSignedIn()
    const hostile = Object.values(everyHostileText)
    const organizations = hostile.map((name, id) => ({ id, name, role: 'member' }))
    const change = {
      personInJhe: async () =>
        await Promise.resolve({
          kind: 'practitioner' as const,
          organizations,
          is_known: true,
          study_count: 1,
        }),
    }
    const human = look(world, false, change)
    await human.code
    expect(human.text().split('\n')).toHaveLength(8 + hostile.length)
    expect(human.text().replaceAll('\n', '')).not.toMatch(unseen)
    const machine = look(world, true, change)
    await machine.code
    expect(machine.text().replaceAll('\n', '')).not.toMatch(unseen)
    expect(machine.text()).not.toMatch(/\\u|\\[bfnrt]/)
  })
})
