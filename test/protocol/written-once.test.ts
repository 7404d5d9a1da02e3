import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { callMessage, initialize, startRawHost } from '../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { patients } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

/** Tells on stderr of every long text that is made of a value, or read as one; not of the manifest. */
const preload = `data:text/javascript,${encodeURIComponent(`
  const { stringify, parse } = JSON
  JSON.stringify = (...args) => {
    const text = stringify(...args)
    if (text?.length > 4000) process._rawDebug('wrote')
    return text
  }
  JSON.parse = (text, ...rest) => {
    if (text.length > 4000 && !text.includes('"engines"')) process._rawDebug('read')
    return parse(text, ...rest)
  }`)}`

let database: TestDatabase
let signedIn: SignedIn

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.analyst.userId, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await database.drop()
})

describe('a long answer', () => {
  it.each([
    ['slim rows', 'get_patient_observations', { patient_id: patients.gus }, ['read', 'wrote']],
    ['a schema', 'describe_schema', {}, ['wrote']],
    // the text of the answer is JSON of its own
    [
      'FHIR',
      'get_patient_observations',
      { patient_id: patients.gus, format: 'fhir', limit: 10 },
      ['read', 'wrote', 'wrote'],
    ],
  ])('is read and written as JSON once: %s', async (_name, tool, args, seen) => {
    const host = startRawHost({ env: { ...signedIn.env, NODE_OPTIONS: `--import ${preload}` } })
    host.send(initialize)
    await host.answerTo(0)
    host.send(callMessage(1, tool, args))
    const { result } = await host.answerTo(1)
    expect(result).toMatchObject({ structuredContent: {} })
    await host.end()
    expect(host.stderr().match(/^(wrote|read)$/gm)).toEqual(seen)
  })
})
