import { createHmac } from 'node:crypto'

import { JheError } from '../../errors.js'
import { nothingRead, readingSchema, type Reading } from '../../guard/brake/reading.js'
import { nameOf, type BrakedPerson } from '../../guard/brake/store.js'
import { hashOf, openValue, sealValue } from '../sealed.js'
import type { BrakeRow, Brakes } from '../store.js'
import type { PartOptions } from './oidc-adapter.js'

const find = 'select reading from jhe_mcp_state.brake where person = $1'
/** Locks the row of a person, which it makes where there is none. */
const lock = `insert into jhe_mcp_state.brake (person, subject) values ($1, $2)
  on conflict (person) do update set person = excluded.person returning reading`
const keep = `update jhe_mcp_state.brake set reading = $2, stopped = $3, changed_at = now()
  where person = $1`
const list =
  'select person, subject::float8 as subject, stopped from jhe_mcp_state.brake order by subject'
const empty = `update jhe_mcp_state.brake set reading = '', stopped = false, changed_at = now()
  where person = $1`

const rowOf = (person: BrakedPerson): string => hashOf(nameOf(person))
const rowName = (person: string): string => `brake/${person}`

const unreadable = (): JheError =>
  new JheError(
    'BRAKED',
    'What you read lately cannot be opened with the keys of this server (JHE_SERVE_KEYS), so that nothing of patients is answered.',
    'Run `jhe-mcp brake --lift --person <id>` in a terminal of this server, with the id of the JHE user.',
  )

/** What people have read lately, over all replicas; sealed. */
export function createBrakes({ database, keys }: Pick<PartOptions, 'database' | 'keys'>): Brakes {
  const open = (person: string, text: string): Reading => {
    if (text === '') return nothingRead
    const reading = openValue(keys, rowName(person), { text, schema: readingSchema })
    if (reading === undefined) throw unreadable()
    return reading
  }
  const [secret] = keys.secrets('counts')
  const mark = (patient: number): string =>
    createHmac('sha256', secret)
      .update(`brake of patient ${patient}`)
      .digest('base64url')
      .slice(0, 12)
  return {
    view: async (who) => {
      const person = rowOf(who)
      const [row] = await database.query<{ reading: string }>(find, [person])
      return { reading: open(person, row?.reading ?? ''), mark, isCurrent: () => false }
    },
    change: async (who, work) => {
      const person = rowOf(who)
      return await database.exclusively(`brake ${person}`, async (query) => {
        const [row] = await query.query<{ reading: string }>(lock, [person, who.subject])
        const { next, answer } = work(open(person, row?.reading ?? ''), mark)
        if (next !== undefined) {
          const isStopped = next.stoppedAt !== undefined
          await query.query(keep, [person, sealValue(keys, rowName(person), next), isStopped])
        }
        return answer
      })
    },
    list: async () => await database.query<BrakeRow>(list),
    lift: async (person) => {
      await database.query(empty, [person])
    },
  }
}
