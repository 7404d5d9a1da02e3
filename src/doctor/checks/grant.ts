import { openGrant } from '../../app/grant/open-grant.js'
import { narrowedTo } from '../../permissions/grant.js'
import { parseToolset } from '../../tools/toolset.js'
import { defineCheck, found, pass, type Check } from '../check.js'

const settings = ['JHE_STUDY', 'JHE_PATIENT', 'JHE_SCOPE', 'JHE_TOOLS', 'JHE_GRANT']
const narrowing = `${settings.join(', ')} and the policy`

const grant = defineCheck({
  id: 'config.grant',
  group: 'config',
  title: 'What every session is held to',
  needs: ['config.parse'],
  outcomes: {
    invalid: {
      status: 'fail',
      why: 'Nothing is answered before it is clear what may be.',
      fix: `Correct what it names; what narrows is ${narrowing}.`,
      docs: 'options',
    },
  },
  run: (context) => {
    const { granted, config, problem } = openGrant(context.command())
    if (problem !== undefined)
      return found('invalid', problem.message.replace(/\.$/, ''), { fix: problem.hint })
    const { tools } = granted.toolset
    const isLess = parseToolset('default').tools.some((tool) => !tools.includes(tool))
    const narrowed = [...narrowedTo(granted.grant), ...(isLess ? [`${tools.length} tools`] : [])]
    const data = { narrowed, tools: tools.length, consent: config.consent }
    return pass(narrowed.length === 0 ? 'nothing narrows it' : narrowed.join(', '), { data })
  },
})

/** What narrows every session. */
export const grantChecks: readonly Check[] = [grant]
