import { rlsScript, undoRls } from '../../../../src/sql-scripts/rls-script.js'
import { people } from '../../../support/worlds/jhe/people.js'
import { env, type Fault } from './fault.js'

const { userId, practitionerId } = people.coordinator

/** Changes JHE's rows without regard to what refers to them, and back. */
const rows = (breaking: string, mending: string): Pick<Fault, 'break' | 'mend'> => {
  const loosely = (change: string): string =>
    `begin; set local session_replication_role = replica; ${change}; commit`
  return {
    break: async ({ database }) => {
      await database.sql(loosely(breaking))
      return {}
    },
    mend: async ({ database }) => await database.sql(loosely(mending)),
  }
}

/** Row-level security for the role, which then stands for `subject` or for nobody. */
const rls = (subject?: number): Pick<Fault, 'break' | 'mend'> => ({
  break: async ({ database, role }) => {
    await database.sql(rlsScript(role))
    if (subject !== undefined)
      await database.sql('insert into jhe_mcp_rls.reader values ($1, $2)', [role, subject])
    return {}
  },
  mend: async ({ database }) => await database.sql(undoRls),
})

/** What a question of the person comes to although all else is well. */
export const accessFaults: readonly Fault[] = [
  {
    id: 'access.studies',
    outcome: 'inactive',
    what: 'an account that is switched off',
    ...rows(
      `update core_jheuser set is_active = false where id = ${userId}`,
      `update core_jheuser set is_active = true where id = ${userId}`,
    ),
  },
  {
    id: 'access.studies',
    outcome: 'unknown',
    what: 'the database of another JHE',
    ...rows(
      `update core_jheuser set id = -id where id = ${userId}`,
      `update core_jheuser set id = -id where id = ${-userId}`,
    ),
  },
  {
    id: 'access.studies',
    outcome: 'no_profile',
    what: 'an account without a profile',
    ...rows(
      `update core_practitioner set jhe_user_id = -jhe_user_id where id = ${practitionerId};
        update core_jheuser set user_type = null where id = ${userId}`,
      `update core_practitioner set jhe_user_id = -jhe_user_id where id = ${practitionerId};
        update core_jheuser set user_type = 'practitioner' where id = ${userId}`,
    ),
  },
  {
    id: 'access.studies',
    outcome: 'no_membership',
    what: 'somebody of no organization',
    ...rows(
      `update core_practitionerorganization set practitioner_id = -practitioner_id
        where practitioner_id = ${practitionerId}`,
      `update core_practitionerorganization set practitioner_id = -practitioner_id
        where practitioner_id = ${-practitionerId}`,
    ),
  },
  {
    id: 'access.studies',
    outcome: 'no_study',
    what: 'organizations without a study',
    ...rows(
      'update core_study set organization_id = -organization_id',
      'update core_study set organization_id = -organization_id',
    ),
  },
  {
    id: 'access.studies',
    outcome: 'all_outside',
    what: 'a session that is held to a study of others',
    seen: /^none that the session is held to/,
    break: env({ JHE_STUDY: '39999' }),
  },
  {
    id: 'access.studies',
    outcome: 'role_of_nobody',
    what: 'T-D13: a role that stands for nobody',
    ...rls(),
  },
  {
    id: 'access.studies',
    outcome: 'role_of_another',
    what: 'T-D13: a role that stands for somebody else',
    ...rls(people.member.userId),
  },
  {
    id: 'access.studies',
    outcome: 'failed',
    what: 'a claim that is demanded and not there',
    seen: /jhe_permissions/,
    break: env({ JHE_PERMISSIONS: 'claims' }),
  },
]
