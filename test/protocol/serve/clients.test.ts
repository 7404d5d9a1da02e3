import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { differences, everythingAndClose } from '../../support/clients/everything.js'
import { sdkKinds, type SdkKind } from '../../support/clients/sdk-kinds.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'

const subject = people.coordinator.userId
const study = String(studies.pressure)

let database: TestDatabase
let state: TestDatabase
let world: ServedWorld
let signedIn: SignedIn
let token = ''
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  state = await createDatabase('blank')
  world = await openServedWorld({
    databaseUrl: database.url,
    stateUrl: state.url,
    env: { JHE_CLIENTS: 'known', JHE_TOOLS: 'all' },
  })
  await world.start({ JHE_RATE: '1000/min' })
  token = (await signInServed(world, subject)).access
  signedIn = await signInAs(subject, database.url, null, world.issuer.baseUrl)
})
afterAll(async () => {
  signedIn.remove()
  await world.close()
  await database.drop()
  await state.drop()
})

const { first, legacy, auto, pinned } = sdkKinds

describe('somebody gets over the network, byte by byte, what they get on stdio', () => {
  const known = new Map<SdkKind, Promise<Readonly<Record<string, string>>>>()
  /** What the stdio server says, asked once. */
  const onStdio = async (kind: SdkKind): Promise<Readonly<Record<string, string>>> => {
    const asked =
      known.get(kind) ?? kind.stdio({ ...signedIn.env, JHE_TOOLS: 'all' }).then(everythingAndClose)
    known.set(kind, asked)
    return await asked
  }

  it.each([
    { kind: first, way: 'http', path: '/mcp' },
    { kind: first, way: 'http', path: '/sse' },
    { kind: first, way: 'sse', path: '/sse' },
    { kind: legacy, way: 'http', path: '/mcp' },
    { kind: legacy, way: 'http', path: '/sse' },
    { kind: legacy, way: 'sse', path: '/sse' },
    { kind: auto, way: 'http', path: '/mcp' },
    { kind: auto, way: 'http', path: '/sse' },
    // the transport of 2024 has no revision of 2026: the client goes back to that of 2025
    { kind: auto, way: 'sse', path: '/sse', like: legacy },
    { kind: pinned, way: 'http', path: '/mcp' },
    { kind: pinned, way: 'http', path: '/sse' },
  ] as const)('$kind.name over $way at $path', async ({ kind, way, path, ...rest }) => {
    const client = await kind[way]({ url: world.publicUrl, token }, path)
    const served = await everythingAndClose(client)
    const local = await onStdio('like' in rest ? rest.like : kind)
    expect(differences(served, local)).toEqual([])
    expect(Object.keys(served).length).toBeGreaterThan(20)
  })

  it('and these are answers and errors', async () => {
    const local = await onStdio(pinned)
    expect(local['tools']).toContain('"list_studies"')
    expect(local['resources']).toContain(`"jhe://studies/${study}"`)
    expect(local['a prompt']).toContain(study)
    expect(local['a completion']).toContain(study)
    expect(local['a resource that is not there']).toContain('failed')
    expect(local['get_study_metadata {"study_id":39999}']).toContain('NOT_VISIBLE: ')
  })
})
