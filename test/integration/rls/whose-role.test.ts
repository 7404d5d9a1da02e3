import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createQueryExecutor as createAsker } from '../../../src/query/query-executor.js'
import { describeViewer } from '../../../src/query/studies/describe-viewer.js'
import { listStudies } from '../../../src/query/studies/studies.js'
import { viewerOf } from '../../../src/permissions/viewer.js'
import { rejected } from '../../support/caught.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import { countingConnection } from '../../support/database/statements/counting-connection.js'
import { createRlsWorld, type RlsWorld } from '../../support/worlds/rls-world.js'
import { people } from '../../support/worlds/jhe/people.js'
import { everything } from '../../../src/permissions/grant.js'

const never = new AbortController().signal
const { coordinator, member, stranger } = people

const viewer = (subject: number) =>
  viewerOf(
    { subject, issuer: 'test', studies: null },
    { permissions: 'auto', consent: 'enforce' },
    everything,
  )

/** Asks in a role, and counts what is sent. */
const open = (url: string) => {
  const connection = countingConnection(connectTo(url))
  const asker = createAsker(connection, { requireSafeRole: false, warn: () => undefined })
  const studies = async (subject: number) =>
    (await asker.ask(viewer(subject), listStudies, { after: -1, limit: 10 }, never)).total
  return { ...asker, connection, studies }
}

describe.each(['0011', '0045'] as const)('a role of one person on core.%s', (version) => {
  let world: RlsWorld
  const opened: { close: () => Promise<void> }[] = []
  const as = async (userId?: number) => {
    const one = open(await world.addressOf(userId))
    opened.push(one)
    return one
  }

  beforeAll(async () => {
    world = await createRlsWorld(`jhe_${version}`)
  })
  afterAll(async () => {
    for (const one of opened) await one.close()
    await world.close()
  })

  it('T-D13: answers its person, with one statement a question', async () => {
    const { studies, connection } = await as(member.userId)
    expect(await studies(member.userId)).toBe(2)
    const before = connection.sent.length
    expect(await studies(member.userId)).toBe(2)
    expect(connection.sent.length - before).toBe(1)
  })

  it('T-D13: is refused to anybody else, before and after it answered its own', async () => {
    const { studies } = await as(member.userId)
    for (const subject of [coordinator.userId, stranger.userId]) {
      const error = await rejected(studies(subject))
      expect(error).toMatchObject({ code: 'DATABASE_DENIED', takenFor: 'another' })
      expect(error.message).toContain(`user ${subject}`)
      expect(`${error.message} ${error.hint}`).not.toContain(String(member.userId))
      expect(error.hint).toMatch(/administrator.*--rls.*login --switch/)
      expect(await studies(member.userId)).toBe(2)
    }
  })

  it('T-D13: is refused when it stands for nobody, until it stands for somebody', async () => {
    const { studies } = await as()
    const error = await rejected(studies(member.userId))
    expect(error).toMatchObject({ code: 'DATABASE_DENIED', takenFor: 'nobody' })
    expect(error.hint).toMatch(/administrator.*jhe_mcp_rls\.reader/)
    const role = new URL(await world.addressOf()).username
    const set = async (subject: number) =>
      await world.database.sql(
        `insert into jhe_mcp_rls.reader values ('${role}', ${subject})
          on conflict (role_name) do update set jhe_user_id = excluded.jhe_user_id`,
      )
    await set(member.userId)
    expect(await studies(member.userId)).toBe(2)
    await set(coordinator.userId)
    expect(await rejected(studies(member.userId))).toMatchObject({ takenFor: 'another' })
    await world.database.sql(`delete from jhe_mcp_rls.reader where role_name = '${role}'`)
  })

  it('T-D13: is refused when it does not inherit what readers may do', async () => {
    const role = new URL(await world.addressOf(coordinator.userId)).username
    await world.database.sql(`alter role ${role} noinherit;
      revoke ${world.group} from ${role}; grant ${world.group} to ${role}`)
    const { studies } = await as(coordinator.userId)
    expect(await rejected(studies(coordinator.userId))).toMatchObject({ code: 'DATABASE_DENIED' })
  })

  it('T-D13: tells the status whom it cannot answer to', async () => {
    const asked = await as(member.userId)
    const { refusalOf } = await asked.inspect(never)
    expect(refusalOf(member.userId)).toBeUndefined()
    expect(refusalOf(coordinator.userId)).toMatchObject({ takenFor: 'another' })
  })
})

describe('a role that row-level security does not limit', () => {
  let world: RlsWorld
  beforeAll(async () => {
    world = await createRlsWorld('jhe_0045')
  })
  afterAll(async () => {
    await world.close()
  })

  it('T-D13: answers everybody, as the owner and as a role outside the readers', async () => {
    const app = `outside_${world.group}`
    await world.database.sql(
      `create role ${app} login; grant select on all tables in schema public to ${app}`,
    )
    const outside = world.database.url.replace('//postgres@', `//${app}@`)
    for (const url of [world.database.url, outside]) {
      const one = open(url)
      const { studies, ask } = one
      expect(await studies(member.userId)).toBe(2)
      expect(await studies(coordinator.userId)).toBe(3)
      const row = await ask(viewer(stranger.userId), describeViewer, {}, never)
      expect(row).toMatchObject({ viewer_kind: 'nobody', study_count: 0 })
      await one.close()
    }
    await world.database.sql(`drop owned by ${app}; drop role ${app}`)
  })

  it('T-D13: is looked at again when the policies come while a server runs', async () => {
    const one = open(await world.addressOf())
    const { studies } = one
    await world.database.sql(
      `do $$ declare one record; begin for one in select tablename from pg_policies loop
        execute format('alter table %I disable row level security', one.tablename); end loop; end $$`,
    )
    expect(await studies(member.userId)).toBe(2)
    await world.database.sql(
      `do $$ declare one record; begin for one in select tablename from pg_policies loop
        execute format('alter table %I enable row level security', one.tablename); end loop; end $$`,
    )
    expect(await rejected(studies(member.userId))).toMatchObject({ takenFor: 'nobody' })
    await one.close()
  })
})
