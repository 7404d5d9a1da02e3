import type { OwnAnswer } from '../../app/ask-as-person.js'
import { ReaderRefusal } from '../../db/reader-role.js'
import { JheError } from '../../errors.js'
import { defineCheck, found, pass, skip, type Check, type Finding } from '../check.js'

const rls = 'jhe-mcp sql --role <name> --rls shows the administrator of the database how.'
const whyEmpty = 'Without one every list is empty and every count 0.'

const outcomes = {
  inactive: {
    status: 'fail',
    why: 'JHE shows nothing to an account that is switched off.',
    fix: "Ask JHE's administrator to activate your account.",
    docs: 'for-jhe-administrators',
  },
  unknown: {
    status: 'fail',
    why: 'The account is of another JHE than the database, or was removed.',
    fix: 'Point JHE_DB_CONN at the database of the JHE of JHE_BASE_URL, or sign in: jhe-mcp login --switch',
    docs: 'use-it-with-your-jhe',
  },
  no_profile: {
    status: 'warn',
    why: 'JHE shows studies to practitioners and patients alone.',
    fix: "Ask JHE's administrator to make you a practitioner in the organization of your studies.",
    docs: 'for-jhe-administrators',
  },
  no_membership: {
    status: 'warn',
    why: whyEmpty,
    fix: "Ask JHE's administrator to add you to the organization of your studies.",
    docs: 'for-jhe-administrators',
  },
  no_study: {
    status: 'warn',
    why: whyEmpty,
    fix: "Ask JHE's administrator which study is meant, and whether jhe_permissions names it.",
    docs: 'for-jhe-administrators',
  },
  all_outside: {
    status: 'warn',
    why: 'A session is held to what JHE_STUDY, JHE_PATIENT and the policy name, and none of it is yours.',
    fix: 'Correct JHE_STUDY or JHE_PATIENT, or leave it out; list_studies then names your studies.',
    docs: 'options',
  },
  role_of_another: {
    status: 'fail',
    why: "Row-level security shows this role another person's rows, so you are refused.",
    fix: `Ask for a role of your own: ${rls}`,
    docs: 'for-jhe-administrators',
  },
  role_of_nobody: {
    status: 'fail',
    why: 'Row-level security shows this role nothing, so you are refused.',
    fix: `Let your role be entered: ${rls}`,
    docs: 'for-jhe-administrators',
  },
  failed: {
    status: 'fail',
    why: 'Every question in a host fails in this way.',
    fix: 'Report what `jhe-mcp doctor --json` prints.',
    docs: 'troubleshooting',
  },
} as const

type Name = keyof typeof outcomes

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${many}`

const judge = ({ person, studies, isNarrowed }: OwnAnswer): Finding<Name> => {
  const { kind, is_known, organizations } = person
  const data = { kind, organizations: organizations.length, studies }
  if (!is_known) return found('unknown', 'this database has no such account', { data })
  if (kind === 'nobody')
    return found('no_profile', 'you are neither a practitioner nor a patient', { data })
  const place = counted(organizations.length, 'organization', 'organizations')
  if (kind === 'practitioner' && organizations.length === 0)
    return found('no_membership', 'you belong to no organization', { data })
  if (studies === 0 && isNarrowed)
    return found('all_outside', `none that the session is held to, as a ${kind} in ${place}`, {
      data,
    })
  if (studies === 0) return found('no_study', `none, as a ${kind} in ${place}`, { data })
  return pass(`${counted(studies, 'study', 'studies')}, as a ${kind} in ${place}`, { data })
}

const refused = (error: JheError): Finding<Name> => {
  const seen = error.message.replace(/\.$/, '')
  // without its hint, which names the account
  if (error instanceof ReaderRefusal)
    return error.takenFor === 'nobody'
      ? found('role_of_nobody', 'the database role stands for nobody')
      : found('role_of_another', 'the database role stands for another person')
  if (error.code === 'ACCOUNT_INACTIVE') return found('inactive', 'the account is switched off')
  // which column it is, and what to do about it, that check tells
  if (error.code === 'DATABASE_DENIED') return skip('needs db.selects')
  return found('failed', seen, { fix: error.hint })
}

const question = defineCheck({
  id: 'access.studies',
  group: 'access',
  title: 'Your studies',
  needs: ['config.grant', 'auth.session', 'idp.discovery', 'idp.jwks', 'db.schema'],
  network: true,
  limitMs: 10_000,
  outcomes,
  run: async (context, signal) => {
    try {
      return judge(await context.answer(signal))
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return refused(thrown)
    }
  },
})

/** What the person who is signed in is answered, as a host would be. */
export const accessChecks: readonly Check[] = [question]
